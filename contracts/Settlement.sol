// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @title What Settlement asks of a verifier: Groth16Verifier gives it
interface IGroth16Verifier {
    /// Reverts unless the proof holds for the inputs, and unless each of these
    /// is below the order of the scalar field.
    function verifyProof(
        uint256[8] calldata proof,
        uint256[2] calldata commitment,
        uint256[2] calldata commitmentPok,
        uint256[] calldata input
    ) external view;

    /// Number of public inputs.
    function inputs() external view returns (uint256);
}

/// @title Settlement of a rollup
/// @notice Keeps the rollup's state root and lets it move only by a batch that
/// starts from it and whose proof holds.
/// @dev The owner names the circuits whose proofs are taken, per protocol
/// version, and so can bring the state to anything by naming a circuit that
/// proves nothing. Settlers can bring it only to where a proven batch leads, but
/// they choose the batch: they are trusted not to settle one with deposits that
/// nobody made, which no contract here backs, or with a number so high that none
/// is left above it. An owner that renounces fixes circuits and settlers for
/// good.
///
/// The public inputs of a batch's final proof:
///   0 state root before     1 state root after
///   2 shielded root before  3 shielded root after
///   4 withdrawal root       5 batch hash          6 batch number
///   7 digest of the fold key, of folded proofs only
contract Settlement is Ownable2Step {
    /// A circuit whose proofs are taken.
    struct Circuit {
        IGroth16Verifier verifier;
        uint256 foldKey; // expected as input 7; 0 for circuits with seven inputs
    }

    /// A batch was settled: the rollup's state is what it says from here on.
    event BatchSettled(
        uint256 indexed batchNumber,
        bytes32 indexed batchHash,
        bytes32 stateRoot,
        bytes32 shieldedRoot,
        bytes32 withdrawalRoot
    );
    /// Proofs of a circuit, named by the digest of its verifying key, are taken
    /// for a protocol version from here on; not any more where verifier is 0.
    event VerifierSet(uint96 indexed protocolVersion, bytes32 indexed circuit, address verifier, uint256 foldKey);
    /// Who may settle, or may no longer.
    event SettlerSet(address indexed settler, bool allowed);

    error AddressCannotBeZero(string field);
    error OnlySettlerAllowed(address caller);
    /// The verifier of a circuit must be there when it is set.
    error NotAContract(address verifier);
    /// No proofs of this circuit are taken for this protocol version.
    error UnknownVerifier(uint96 protocolVersion, bytes32 circuit);
    error WrongInputCount(uint256 want, uint256 got);
    error FoldKeyMismatch(uint256 want, uint256 got);
    /// The batch does not start from the rollup's state: it is settled already,
    /// or one before it is not, or it is of another fork.
    error StateRootMismatch(bytes32 want, bytes32 got);
    error ShieldedRootMismatch(bytes32 want, bytes32 got);
    /// Numbers rise. This stops a batch without effect from being settled twice.
    error BatchNumberNotNext(uint256 last, uint256 got);

    bytes32 public stateRoot;
    bytes32 public shieldedRoot;
    /// Number of the batch settled last, 0 before the first; numbers rise and may
    /// leave gaps.
    uint256 public lastBatch;
    /// Root of the withdrawals of a batch, by its number.
    mapping(uint256 batchNumber => bytes32 root) public withdrawalRoots;
    /// Who may settle.
    mapping(address settler => bool allowed) public settlers;
    /// Circuits whose proofs are taken.
    mapping(uint96 protocolVersion => mapping(bytes32 circuit => Circuit)) public circuits;

    /// @param stateRoot_ state root of the empty rollup, or of where it goes on
    /// @param shieldedRoot_ likewise
    /// @param owner who names circuits and settlers
    /// @param settler first of those who may settle
    constructor(bytes32 stateRoot_, bytes32 shieldedRoot_, address owner, address settler) Ownable(owner) {
        if (settler == address(0)) revert AddressCannotBeZero("settler");
        stateRoot = stateRoot_;
        shieldedRoot = shieldedRoot_;
        settlers[settler] = true;
        emit SettlerSet(settler, true);
    }

    /// Allows an address to settle, or no longer.
    function setSettler(address settler, bool allowed) external onlyOwner {
        if (settler == address(0)) revert AddressCannotBeZero("settler");
        settlers[settler] = allowed;
        emit SettlerSet(settler, allowed);
    }

    /// Takes proofs of a circuit for a protocol version, or no longer.
    /// @param protocolVersion major << 64 | minor << 32 | patch
    /// @param circuit digest of its verifying key
    /// @param verifier 0 for no longer
    /// @param foldKey digest of the fold key for circuits with eight inputs, else 0
    function setVerifier(uint96 protocolVersion, bytes32 circuit, IGroth16Verifier verifier, uint256 foldKey)
        external
        onlyOwner
    {
        if (address(verifier) != address(0)) {
            if (address(verifier).code.length == 0) revert NotAContract(address(verifier));
            uint256 want = foldKey == 0 ? 7 : 8;
            uint256 got = verifier.inputs();
            if (got != want) revert WrongInputCount(want, got);
        }
        circuits[protocolVersion][circuit] = Circuit(verifier, foldKey);
        emit VerifierSet(protocolVersion, circuit, address(verifier), foldKey);
    }

    /// Settles the next batch. Reverts with the verifier's error where the proof
    /// does not hold.
    /// @param protocolVersion that of the batch
    /// @param circuit of the batch's final proof
    /// @param proof A, B and C as EIP-197 wants them
    /// @param commitment noughts for a circuit without commitment
    /// @param commitmentPok likewise
    /// @param input the public inputs, in the order above
    function settle(
        uint96 protocolVersion,
        bytes32 circuit,
        uint256[8] calldata proof,
        uint256[2] calldata commitment,
        uint256[2] calldata commitmentPok,
        uint256[] calldata input
    ) external {
        if (!settlers[msg.sender]) revert OnlySettlerAllowed(msg.sender);
        Circuit memory c = circuits[protocolVersion][circuit];
        if (address(c.verifier) == address(0)) revert UnknownVerifier(protocolVersion, circuit);
        uint256 inputs = c.foldKey == 0 ? 7 : 8;
        if (input.length != inputs) revert WrongInputCount(inputs, input.length);
        if (c.foldKey != 0 && input[7] != c.foldKey) revert FoldKeyMismatch(c.foldKey, input[7]);
        if (bytes32(input[0]) != stateRoot) revert StateRootMismatch(stateRoot, bytes32(input[0]));
        if (bytes32(input[2]) != shieldedRoot) revert ShieldedRootMismatch(shieldedRoot, bytes32(input[2]));
        if (input[6] <= lastBatch) revert BatchNumberNotNext(lastBatch, input[6]);

        c.verifier.verifyProof(proof, commitment, commitmentPok, input);

        stateRoot = bytes32(input[1]);
        if (input[2] != input[3]) shieldedRoot = bytes32(input[3]);
        lastBatch = input[6];
        withdrawalRoots[input[6]] = bytes32(input[4]);
        emit BatchSettled(input[6], bytes32(input[5]), bytes32(input[1]), bytes32(input[3]), bytes32(input[4]));
    }
}
