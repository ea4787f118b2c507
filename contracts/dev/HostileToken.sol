// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that misbehaves as told, for tests
contract HostileToken is ERC20 {
    uint8 private immutable DECIMALS;
    bool private _lies;
    address private _target;
    bytes private _data;

    constructor(uint8 decimals_) ERC20("Hostile", "BAD") {
        DECIMALS = decimals_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// From here on transfers move nothing and return false, or no longer.
    function lie(bool lies) external {
        _lies = lies;
    }

    /// From here on a transfer first makes this call; not where target is 0.
    function interpose(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    /// Makes a call in its own name.
    function act(address target, bytes calldata data) external {
        _call(target, data);
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        if (_lies) return false;
        if (_target != address(0)) _call(_target, _data);
        return super.transfer(to, value);
    }

    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }

    function _call(address target, bytes memory data) private {
        // solhint-disable-next-line avoid-low-level-calls
        (bool ok, bytes memory answer) = target.call(data);
        if (ok) return;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }
}
