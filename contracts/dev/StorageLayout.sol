// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ProofManager} from "../ProofManager.sol";

/// @title Shows the compiler the Proof Manager's storage
/// @dev The compiler tells the layout of state variables only, and the Proof
/// Manager has none: its struct lies at a slot of its own.
contract StorageLayout {
    ProofManager.ProofManagerStorage private _storage;
}
