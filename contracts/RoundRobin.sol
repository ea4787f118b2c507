// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Round robin among numbered networks
/// @notice In each round every network has as many turns as it has weight, in
/// the order of their numbers, and the preferred network has some more at the
/// end. With weights 1 and 1 and 2 more for the preferred network this is
/// 25 / 25 / 50.
/// @dev The turn of an inactive network is passed on. Turns passed on go round
/// among the active networks by the same weights, so that these keep their
/// proportions whoever is missing. A network without weight gets no turn but
/// those of the preferred one.
///
/// Whether a network is active is a bit and its weight sixteen, so that a turn
/// reads one word of weights for sixteen networks.
library RoundRobin {
    /// Most networks of a wheel.
    uint256 internal constant MOST = 64;

    struct Wheel {
        uint64 turns; // taken so far
        uint64 passed; // of these, passed on
        uint64 active; // bit i is network i + 1
        uint16 preferredWeight;
        uint8 preferred; // network, 0 for none
        uint8 networks; // numbered from 1
        uint16[MOST] weights; // of network index + 1
    }

    /// No network and no preference has any weight, so nobody has a turn.
    error NoWeight();

    /// Adds an active network.
    /// @dev The caller sees to it that there is room.
    function add(Wheel storage wheel, uint16 weight_) internal returns (uint8 network) {
        network = wheel.networks + 1;
        wheel.networks = network;
        wheel.weights[network - 1] = weight_;
        setActive(wheel, network, true);
    }

    function isActive(Wheel storage wheel, uint8 network) internal view returns (bool) {
        return wheel.active & _bit(network) != 0;
    }

    function setActive(Wheel storage wheel, uint8 network, bool active) internal {
        if (active) wheel.active |= _bit(network);
        else wheel.active &= ~_bit(network);
    }

    /// Takes the next turn.
    /// @return network whose turn it is, 0 where none is active
    function turn(Wheel storage wheel) internal returns (uint8 network) {
        uint256 taken = wheel.turns;
        wheel.turns = uint64(taken + 1);
        uint256 all = (1 << uint256(wheel.networks)) - 1;
        uint256 total = _total(wheel, all, true);
        if (total == 0) revert NoWeight();
        network = _at(wheel, all, taken % total);
        if (network != 0 && isActive(wheel, network)) return network;

        uint256 active = wheel.active;
        uint8 preferred = wheel.preferred;
        total = _total(wheel, active, preferred != 0 && isActive(wheel, preferred));
        if (total == 0) return 0;
        taken = wheel.passed;
        wheel.passed = uint64(taken + 1);
        return _at(wheel, active, taken % total);
    }

    /// Sum of the weights of some networks, and of the preferred one's if told.
    function _total(Wheel storage wheel, uint256 some, bool preferred) private view returns (uint256 total) {
        if (preferred) total = wheel.preferredWeight;
        for (uint256 i = 0; some != 0; ++i) {
            if (some & 1 == 1) total += wheel.weights[i];
            some >>= 1;
        }
    }

    /// The network of some whose turn a slot is, the preferred one beyond theirs.
    function _at(Wheel storage wheel, uint256 some, uint256 slot) private view returns (uint8) {
        for (uint256 i = 0; some != 0; ++i) {
            if (some & 1 == 1) {
                uint256 weight = wheel.weights[i];
                if (slot < weight) return uint8(i + 1);
                slot -= weight;
            }
            some >>= 1;
        }
        return wheel.preferred;
    }

    function _bit(uint8 network) private pure returns (uint64) {
        return uint64(1) << (network - 1);
    }
}
