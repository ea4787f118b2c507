// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Makes many calls in one transaction, for tests of many requests
contract Crowd {
    function each(address target, bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; ++i) {
            // solhint-disable-next-line avoid-low-level-calls
            (bool ok, bytes memory answer) = target.call(calls[i]);
            if (ok) continue;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
    }
}
