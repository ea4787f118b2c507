// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ProofManager} from "../ProofManager.sol";

/// @title A next version, for the tests of upgrades
contract ProofManagerV2 is ProofManager {
    /// @custom:storage-location erc7201:muster.storage.ProofManagerV2
    struct ProofManagerV2Storage {
        uint256 note;
    }

    // keccak256(abi.encode(uint256(keccak256("muster.storage.ProofManagerV2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE_V2 = 0x1bb27eecf1b2c874a133214f30776b6e1a53b11e6ccf2ee7a5f2b9cecf636b00;

    function initializeV2(uint256 note_) external reinitializer(2) {
        _storageV2().note = note_;
    }

    function note() external view returns (uint256) {
        return _storageV2().note;
    }

    function _storageV2() private pure returns (ProofManagerV2Storage storage $) {
        // solhint-disable-next-line no-inline-assembly
        assembly {
            $.slot := STORAGE_V2
        }
    }
}
