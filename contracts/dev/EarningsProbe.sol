// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Earnings} from "../Earnings.sol";

/// @title Earnings by themselves, for tests with any rewards and limits
contract EarningsProbe {
    using Earnings for Earnings.Account;

    Earnings.Account private _account;

    function earn(uint96[] calldata rewards) external {
        for (uint256 i = 0; i < rewards.length; ++i) {
            _account.earn(rewards[i]);
        }
    }

    function pay(uint96 limit) external {
        (uint96 amount,,) = _account.due(limit);
        _account.paid += amount;
    }

    function due(uint96 limit) external view returns (uint96 amount, uint256 first, uint256 last) {
        return _account.due(limit);
    }
}
