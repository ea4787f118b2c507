// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

/// @title What a network has earned and was paid
/// @notice Rewards are numbered from 1 and paid in that order, whole ones only.
/// @dev Nothing is written per reward when it is paid: a reward is paid once
/// the sum paid has reached the sum earned up to and with it, and a claim for
/// thousands of rewards costs what a claim for one does.
library Earnings {
    using Checkpoints for Checkpoints.Trace160;

    struct Account {
        uint96 earned; // sum of all rewards
        uint96 paid; // of these, what was paid
        uint64 count; // of all rewards
        Checkpoints.Trace160 trace; // count by sum, after each reward
    }

    /// Adds a reward.
    /// @return count the reward's number
    /// @return through the sum that has to be paid for it to be paid
    function earn(Account storage account, uint96 reward) internal returns (uint64 count, uint96 through) {
        through = account.earned + reward;
        count = account.count + 1;
        account.earned = through;
        account.count = count;
        account.trace.push(through, count);
    }

    /// What one payment of at most a limit pays.
    /// @dev No reward exceeds the limit.
    /// @return amount sum of the rewards, 0 where nothing is due
    /// @return first number of the first reward that it pays
    /// @return last number of the last one
    function due(Account storage account, uint96 limit)
        internal
        view
        returns (uint96 amount, uint256 first, uint256 last)
    {
        uint96 paid = account.paid;
        uint96 through = account.earned;
        last = account.count;
        if (through - paid > limit) (through, last) = _upTo(account.trace, paid + limit);
        amount = through - paid;
        first = account.trace.upperLookup(paid) + 1;
    }

    /// The greatest sum of rewards that does not exceed a limit, and how many
    /// rewards it is of.
    function _upTo(Checkpoints.Trace160 storage trace, uint96 limit) private view returns (uint96 sum, uint256 count) {
        uint256 low = 0;
        uint256 high = trace.length();
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (trace.pos(uint32(middle))._key > limit) high = middle;
            else low = middle + 1;
        }
        if (low == 0) return (0, 0);
        Checkpoints.Checkpoint160 memory found = trace.pos(uint32(low - 1));
        return (found._key, found._value);
    }
}
