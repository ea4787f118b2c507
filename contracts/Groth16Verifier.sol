// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Groth16 verifier over BN254 for any verifying key
/// @notice Checks proofs of one circuit, whose verifying key is given when the
/// contract is deployed and can't change after that. The key may have one
/// Pedersen commitment (as gnark's circuits with range checks or look-ups have)
/// or none. So one compiled contract serves every circuit.
/// @dev The equations are those of gnark's Groth16:
///   e(A, B) · e(C, -δ) · e(α, -β) · e(L, -γ) = 1
///   e(D, -σG) · e(PoK, G) = 1, with a commitment D
/// where L = K₀ + Σ inputᵢ·Kᵢ, and with a commitment + h·Kₙ + D, h being
/// keccak256(D, the inputs that D commits to) modulo R.
///
/// The key's words lie in the code of a second contract, in the order in which
/// the pairing precompile wants them, with gaps for what a proof fills in. It is
/// copied to memory at once:
///
///   word  0   -δ  (in G2: imaginary part of x, real, imaginary of y, real)
///   word  4    α
///   word  6   -β
///   word 10    gap for L
///   word 12   -γ
///   word 16    gap for D
///   word 18   -σG (noughts without a commitment)
///   word 22    gap for PoK
///   word 24    G  (noughts without a commitment)
///   word 28    K₀, one K per input, one for the commitment
///   then       the indices of the inputs that the commitment covers
contract Groth16Verifier {
    /// The proof does not hold for these inputs, or its points are no points.
    error ProofInvalid();

    /// The commitment's proof of knowledge does not hold, or its points are no
    /// points, or there is a commitment where the circuit has none.
    error CommitmentInvalid();

    /// An input is not below the order of the scalar field. Inputs are never
    /// reduced: two numbers would mean the same.
    error PublicInputNotInField();

    /// The circuit has another number of public inputs.
    error WrongInputCount(uint256 want, uint256 got);

    /// The words given at deployment are no verifying key.
    error KeyInvalid();

    /// A proof was accepted by a transaction.
    /// @param publicInputsHash keccak256 of the inputs, 32 bytes each
    event ProofAccepted(bytes32 indexed publicInputsHash);

    enum Fault {
        None,
        InputCount,
        InputField,
        Commitment,
        Proof
    }

    /// Order of the base field and of the scalar field.
    uint256 private constant P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    uint256 private constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    /// First word of K in the key.
    uint256 private constant K_WORD = 28;

    /// Number of public inputs.
    uint256 public immutable inputs;

    /// Number of commitments, 0 or 1.
    uint256 public immutable commitments;

    /// keccak256 of the key's words: tells whose proofs this contract accepts.
    bytes32 public immutable keyHash;

    /// The contract whose code, after one byte, is the key's words.
    address public immutable keySource;

    /// Length of the key in bytes.
    uint256 private immutable keySize;

    /// @param inputs_ number of public inputs
    /// @param commitments_ 0 or 1
    /// @param key the words in the order above; gaps are nought
    constructor(uint256 inputs_, uint256 commitments_, uint256[] memory key) {
        // A key's code is limited to 24 KiB, long before a count overflows.
        if (commitments_ > 1 || inputs_ > 1000) revert KeyInvalid();
        uint256 indices = K_WORD + 2 * (1 + inputs_ + commitments_);
        if (key.length < indices || (commitments_ == 0 && key.length > indices)) revert KeyInvalid();
        for (uint256 i = indices; i < key.length; ++i) {
            if (key[i] >= inputs_) revert KeyInvalid();
        }
        if ((key[10] | key[11] | key[16] | key[17] | key[22] | key[23]) != 0) revert KeyInvalid();
        _checkPoints(key, indices);

        bytes memory words = abi.encodePacked(key);
        inputs = inputs_;
        commitments = commitments_;
        keySize = words.length;
        keyHash = keccak256(words);
        keySource = _store(words);
    }

    /// Reverts with a typed error unless the proof holds for the inputs.
    /// @param proof A, B and C as EIP-197 wants them: imaginary parts first
    /// @param commitment D; noughts for a circuit without commitment
    /// @param commitmentPok D's proof of knowledge; noughts without commitment
    /// @param input the public inputs
    function verifyProof(
        uint256[8] calldata proof,
        uint256[2] calldata commitment,
        uint256[2] calldata commitmentPok,
        uint256[] calldata input
    ) public view {
        Fault fault = _fault(proof, commitment, commitmentPok, input);
        if (fault == Fault.None) return;
        if (fault == Fault.InputCount) revert WrongInputCount(inputs, input.length);
        if (fault == Fault.InputField) revert PublicInputNotInField();
        if (fault == Fault.Commitment) revert CommitmentInvalid();
        revert ProofInvalid();
    }

    /// Tells whether the proof holds for the inputs. Parameters as in verifyProof.
    function verifyProofView(
        uint256[8] calldata proof,
        uint256[2] calldata commitment,
        uint256[2] calldata commitmentPok,
        uint256[] calldata input
    ) external view returns (bool) {
        return _fault(proof, commitment, commitmentPok, input) == Fault.None;
    }

    /// Verifies in a transaction and leaves an event. Parameters and errors as
    /// in verifyProof.
    function acceptProof(
        uint256[8] calldata proof,
        uint256[2] calldata commitment,
        uint256[2] calldata commitmentPok,
        uint256[] calldata input
    ) external {
        verifyProof(proof, commitment, commitmentPok, input);
        emit ProofAccepted(keccak256(abi.encodePacked(input)));
    }

    function _fault(
        uint256[8] calldata proof,
        uint256[2] calldata commitment,
        uint256[2] calldata commitmentPok,
        uint256[] calldata input
    ) private view returns (Fault fault) {
        if (input.length != inputs) return Fault.InputCount;
        bool committed = commitments == 1;
        if (!committed && (commitment[0] | commitment[1] | commitmentPok[0] | commitmentPok[1]) != 0) {
            return Fault.Commitment;
        }
        address source = keySource;
        uint256 size = keySize;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // Above the free pointer: the proof's eight words, the key, the sum
            // L with room for the term that is added to it.
            let f := mload(0x40)
            let end := add(add(f, 0x100), size)
            extcodecopy(source, add(f, 0x100), 1, size)

            let sum := end
            let term := add(end, 0x40)
            let k := add(f, 0x480)
            mstore(sum, mload(k))
            mstore(add(sum, 0x20), mload(add(k, 0x20)))

            // The key's points are known to be good and the scalars are below R,
            // so these precompiles can't fail but for want of gas.
            let ok := 1
            for { let i := 0 } lt(i, input.length) { i := add(i, 1) } {
                let scalar := calldataload(add(input.offset, shl(5, i)))
                if iszero(lt(scalar, R)) {
                    fault := 2
                    break
                }
                k := add(k, 0x40)
                mstore(term, mload(k))
                mstore(add(term, 0x20), mload(add(k, 0x20)))
                mstore(add(term, 0x40), scalar)
                ok := and(ok, staticcall(gas(), 0x07, term, 0x60, term, 0x40))
                ok := and(ok, staticcall(gas(), 0x06, sum, 0x80, sum, 0x40))
            }

            if and(committed, iszero(fault)) {
                k := add(k, 0x40)

                // h from the commitment and the inputs it covers.
                let h := add(term, 0x40)
                calldatacopy(term, commitment, 0x40)
                for { let index := add(k, 0x40) } lt(index, end) { index := add(index, 0x20) } {
                    mstore(h, calldataload(add(input.offset, shl(5, mload(index)))))
                    h := add(h, 0x20)
                }
                h := mod(keccak256(term, sub(h, term)), R)

                // D is added first: this fails if it is no point.
                switch staticcall(gas(), 0x06, sum, 0x80, sum, 0x40)
                case 0 { fault := 3 }
                default {
                    mstore(term, mload(k))
                    mstore(add(term, 0x20), mload(add(k, 0x20)))
                    mstore(add(term, 0x40), h)
                    ok := and(ok, staticcall(gas(), 0x07, term, 0x60, term, 0x40))
                    ok := and(ok, staticcall(gas(), 0x06, sum, 0x80, sum, 0x40))

                    calldatacopy(add(f, 0x300), commitment, 0x40)
                    calldatacopy(add(f, 0x3c0), commitmentPok, 0x40)
                    let checked := staticcall(gas(), 0x08, add(f, 0x300), 0x180, term, 0x20)
                    if iszero(and(checked, mload(term))) { fault := 3 }
                }
            }

            if iszero(fault) {
                calldatacopy(f, proof, 0x100)
                mstore(add(f, 0x240), mload(sum))
                mstore(add(f, 0x260), mload(add(sum, 0x20)))
                ok := and(ok, staticcall(gas(), 0x08, f, 0x300, term, 0x20))
                if iszero(and(ok, mload(term))) { fault := 4 }
            }
        }
    }

    /// Reverts unless every point of the key is on its curve and, in G2, in the
    /// subgroup. Such points can only come of a mistake in their encoding.
    function _checkPoints(uint256[] memory key, uint256 end) private view {
        _checkG1(key[4], key[5]);
        for (uint256 i = K_WORD; i < end; i += 2) {
            _checkG1(key[i], key[i + 1]);
        }
        _checkG2(key, 0);
        _checkG2(key, 6);
        _checkG2(key, 12);
        _checkG2(key, 18);
        _checkG2(key, 24);
    }

    function _checkG1(uint256 x, uint256 y) private pure {
        if (x >= P || y >= P) revert KeyInvalid();
        if ((x | y) != 0 && mulmod(y, y, P) != addmod(mulmod(mulmod(x, x, P), x, P), 3, P)) revert KeyInvalid();
    }

    function _checkG2(uint256[] memory key, uint256 word) private view {
        // The precompile looks at the point although its partner is infinity.
        (bool ok,) = address(8).staticcall(
            abi.encodePacked(uint256(0), uint256(0), key[word], key[word + 1], key[word + 2], key[word + 3])
        );
        if (!ok) revert KeyInvalid();
    }

    /// Makes a contract whose code is a STOP and the words.
    function _store(bytes memory words) private returns (address source) {
        // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN
        bytes memory init =
            abi.encodePacked(hex"61", uint16(words.length + 1), hex"80600a3d393df3", hex"00", words);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            source := create(0, add(init, 0x20), mload(init))
        }
        if (source == address(0)) revert KeyInvalid();
    }
}
