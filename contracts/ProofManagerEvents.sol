// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// States of a request. Unacknowledged, TimedOut and Paid come by time or by
/// counting: a request is read in them before, or without, their being written.
enum ProofRequestStatus {
    PendingAcknowledgement, // submitted
    Committed, // its network will prove it
    Refused, // by its network, or at once where no network was active
    Unacknowledged, // its network said nothing in time
    Proven, // its network brought a proof
    TimedOut, // its network committed and brought none in time
    Validated, // the proof is good and will be paid
    ValidationFailed, // the proof is not
    Paid
}

/// Whether a network takes new requests.
enum ProvingNetworkStatus {
    Active,
    Inactive
}

/// @title Events and errors of the Proof Manager
/// @notice Every change of a request's state leaves an event, so that the
/// market's history can be told from the chain alone.
abstract contract ProofManagerEvents {
    /// A request was submitted, and is PendingAcknowledgement.
    /// @param assignedTo the network's address, 0 where no network was active
    /// @param proofInputsUrl where the network finds what to prove
    /// @param timeoutAfter seconds from this block's time to the proof's deadline
    /// @param maxReward in units of the token
    /// @param requestId over all requests and attempts, from 1
    event ProofRequestSubmitted(
        uint256 indexed chainId,
        uint256 indexed blockNumber,
        address indexed assignedTo,
        string proofInputsUrl,
        uint32 protocolMajor,
        uint32 protocolMinor,
        uint32 protocolPatch,
        uint256 timeoutAfter,
        uint256 maxReward,
        uint256 requestId
    );
    /// A request became Committed, or Refused where not accepted: by its
    /// network, or at once and with assignedTo 0 where no network was active.
    event ProofRequestAcknowledged(
        uint256 indexed chainId, uint256 indexed blockNumber, bool accepted, address indexed assignedTo
    );
    /// A request became Unacknowledged, and somebody wrote it down.
    event ProofRequestUnacknowledged(uint256 indexed chainId, uint256 indexed blockNumber, address indexed assignedTo);
    /// A request became TimedOut, and somebody wrote it down.
    event ProofRequestTimedOut(uint256 indexed chainId, uint256 indexed blockNumber, address indexed assignedTo);
    /// A request became Proven. This is the only place that keeps the proof.
    /// @param requestedReward what it will earn, at most the request's highest
    event ProofRequestProven(
        uint256 indexed chainId, uint256 indexed blockNumber, bytes proof, address assignedTo, uint256 requestedReward
    );
    /// A request became Validated or ValidationFailed.
    event ProofValidationResult(
        uint256 indexed chainId, uint256 indexed blockNumber, bool isProofValid, address indexed assignedTo
    );
    /// The request is the network's validated request of this number, from 1.
    event RewardEarned(
        uint8 indexed network, uint256 indexed number, uint256 chainId, uint256 blockNumber, uint256 reward
    );
    /// The network's validated requests of these numbers became Paid. A request
    /// with reward 0 becomes so with those before it, or at once.
    event ProofRequestsPaid(uint8 indexed network, uint256 first, uint256 last, uint256 amount);
    /// A network was paid.
    event RewardClaimed(address indexed by, uint256 amount);
    event FundsWithdrawn(address indexed token, address indexed by, uint256 amount);
    event ProvingNetworkAdded(uint8 indexed provingNetwork, string name, address addr, uint16 weight);
    event ProvingNetworkAddressUpdated(uint8 indexed provingNetwork, address addr);
    event ProvingNetworkStatusUpdated(uint8 indexed provingNetwork, ProvingNetworkStatus status);
    event ProvingNetworkWeightUpdated(uint8 indexed provingNetwork, uint16 weight);
    /// @param provingNetwork 0 for none
    event PreferredProvingNetworkUpdated(uint8 indexed provingNetwork);
    event PreferredWeightUpdated(uint16 weight);

    /// @param field whose address is missing
    error AddressCannotBeZero(string field);
    /// The address signs for another network, or for this one already.
    error AddressInUse(address addr, uint8 provingNetwork);
    /// A network's address may be neither submitter nor administrator, who
    /// would judge or appoint themselves.
    error AddressHasRole(address addr, bytes32 role);
    /// An administrator gives up the role by another taking it away, so that
    /// there is always one.
    error AdministratorCannotRemoveItself();
    /// Rewards are counted in units of a token with 6 decimals.
    error WrongTokenDecimals(uint8 decimals);
    error UnknownProvingNetwork(uint8 provingNetwork);
    error TooManyProvingNetworks();
    error ProvingNetworkCannotBeNone();
    /// The id is being worked on, or was proven.
    error DuplicatedProofRequest(uint256 chainId, uint256 blockNumber);
    error UnknownProofRequest(uint256 chainId, uint256 blockNumber);
    /// The id's latest attempt is another than the one that the call names.
    error AttemptMismatch(uint64 requestId, uint64 got);
    /// The request's proof, 0 where it has none, is another than the one that
    /// the call names.
    error ProofMismatch(bytes32 proofHash, bytes32 got);
    error InvalidProofRequestTimeout();
    error InvalidProofInputsUrl();
    error MaxRewardOutOfBounds();
    /// The contract's funds, less its obligations, do not cover the reward.
    error NoFundsAvailable();
    error NoPaymentDue();
    error OnlyProvingNetworkAllowed(address caller);
    error OnlyProvingNetworkAssigneeAllowed(address caller);
    error ProofRequestIsNotPendingAcknowledgement(ProofRequestStatus status);
    error ProofRequestIsNotCommitted(ProofRequestStatus status);
    error ProofRequestIsNotProven(ProofRequestStatus status);
    error ProofRequestAcknowledgementDeadlinePassed();
    error ProofRequestProvingDeadlinePassed();
    /// Too late to say that a proof is not valid.
    error ProofRequestValidationDeadlinePassed();
    /// @param until last second, in the chain's time, in which it is too early
    error ProofRequestDeadlineNotPassed(uint256 until);
    error EmptyProof();
    error ProofTooLarge(uint256 size);
    /// @param free what is not bound by obligations
    error InsufficientFunds(uint256 free, uint256 wanted);
}
