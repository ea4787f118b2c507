// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

/// @title Proof Manager: distributes proof requests among proving networks
/// @notice Store and source of truth of a market for proofs. A submitter asks
/// for a proof, the network whose turn it is commits or refuses, proves before
/// its deadline, and is paid once the submitter has validated the proof.
///
///   PendingAcknowledgement -> Committed | Refused | Unacknowledged
///   Committed              -> Proven | TimedOut
///   Proven                 -> Validated | ValidationFailed
///   Validated              -> Paid
///
/// A request that ended Refused, Unacknowledged, TimedOut or ValidationFailed
/// may be submitted again under its id, as its next attempt.
/// @dev Three states are reached by time or by counting, and read so before
/// anybody writes them: Unacknowledged, TimedOut and Paid.
///
/// What the contract owes or may come to owe is `obligations`: the highest
/// reward of each request that is open, the reward of each that is proven or
/// validated and not paid. It never exceeds what the contract was funded with,
/// and the administrator can't withdraw below it.
contract ProofManager is AccessControlUpgradeable, PausableUpgradeable, ReentrancyGuard {
    using SafeERC20 for IERC20;
    using Checkpoints for Checkpoints.Trace160;

    enum ProofRequestStatus {
        PendingAcknowledgement,
        Committed,
        Refused,
        Unacknowledged,
        Proven,
        TimedOut,
        Validated,
        ValidationFailed,
        Paid
    }

    enum ProvingNetworkStatus {
        Active,
        Inactive
    }

    struct ProofRequestIdentifier {
        uint256 chainId;
        uint256 blockNumber;
    }

    struct ProofRequestParams {
        uint32 protocolMajor;
        uint32 protocolMinor;
        uint32 protocolPatch;
        string proofInputsUrl;
        uint256 timeoutAfter; // seconds from the submission to the proof
        uint256 maxReward; // in units of the token
    }

    /// A network as the administrator adds it.
    struct ProvingNetworkParams {
        string name;
        address addr;
        uint16 weight; // slots in each round of the round robin
    }

    struct ProvingNetworkInfo {
        string name;
        address addr;
        ProvingNetworkStatus status;
        uint16 weight;
        uint96 earned; // sum of the rewards of all its validated requests
        uint96 paid; // of these, what it was paid
        uint64 validated; // number of its validated requests
    }

    struct ProofRequest {
        uint32 protocolMajor;
        uint32 protocolMinor;
        uint32 protocolPatch;
        ProofRequestStatus status;
        uint8 network; // 0 when it was assigned to nobody
        uint16 attempt; // from 1
        uint64 submittedAt;
        uint64 submittedBlock; // where the event with the inputs' URL is
        uint32 timeoutAfter;
        uint64 provenAt;
        uint96 maxReward;
        uint64 requestId; // over all requests, from 1
        uint96 reward; // what the network asked for, once proven
        uint96 paidThrough; // it is Paid once its network was paid so much
        bytes32 proofHash; // keccak256 of the proof, whose bytes are in the event
    }

    /// @custom:storage-location erc7201:muster.storage.ProofManager
    struct ProofManagerStorage {
        IERC20 usdc;
        uint8 preferred; // network, 0 for none
        uint16 preferredWeight;
        uint64 requests; // submitted so far
        uint96 obligations;
        uint64 passed; // slots that were passed on so far
        ProvingNetworkInfo[] networks; // of number index + 1
        mapping(address => uint8) networkOf;
        mapping(uint256 chainId => mapping(uint256 blockNumber => ProofRequest)) request;
        // For each network: number of validated requests by the sum of their rewards.
        mapping(uint8 => Checkpoints.Trace160) earnings;
    }

    // keccak256(abi.encode(uint256(keccak256("muster.storage.ProofManager")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0xe08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce000;

    bytes32 public constant SUBMITTER_ROLE = keccak256("SUBMITTER_ROLE");

    /// Seconds that a network has to commit or refuse.
    uint256 public constant ACK_TIMEOUT = 2 minutes;
    /// Most seconds that a request may give for its proof.
    uint256 public constant MAX_TIMEOUT_AFTER = 2 hours;
    /// Seconds after which a proof that the submitter did not judge counts as valid.
    uint256 public constant VALIDATION_TIMEOUT = 1 days;
    /// Highest reward of one request: 5 USDC.
    uint256 public constant MAX_REWARD = 5_000_000;
    /// Most that one claim pays: 25,000 USDC.
    uint256 public constant MAX_CLAIM = 25_000_000_000;
    /// Most bytes of a proof.
    uint256 public constant MAX_PROOF_BYTES = 32 * 1024;
    /// Most bytes of the inputs' URL.
    uint256 public constant MAX_URL_BYTES = 2048;
    /// Most networks.
    uint256 public constant MAX_NETWORKS = 64;

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
    /// Also with accepted = false and assignedTo = 0 where no network was active.
    event ProofRequestAcknowledged(
        uint256 indexed chainId, uint256 indexed blockNumber, bool accepted, address indexed assignedTo
    );
    event ProofRequestUnacknowledged(uint256 indexed chainId, uint256 indexed blockNumber, address indexed assignedTo);
    event ProofRequestTimedOut(uint256 indexed chainId, uint256 indexed blockNumber, address indexed assignedTo);
    event ProofRequestProven(
        uint256 indexed chainId, uint256 indexed blockNumber, bytes proof, address assignedTo, uint256 requestedReward
    );
    event ProofValidationResult(
        uint256 indexed chainId, uint256 indexed blockNumber, bool isProofValid, address indexed assignedTo
    );
    /// The request is the network's validated request of this number, from 1.
    event RewardEarned(
        uint8 indexed network, uint256 indexed number, uint256 chainId, uint256 blockNumber, uint256 reward
    );
    /// The network's validated requests of these numbers are Paid.
    event ProofRequestsPaid(uint8 indexed network, uint256 first, uint256 last, uint256 amount);
    event RewardClaimed(address indexed by, uint256 amount);
    event FundsWithdrawn(address indexed token, address indexed by, uint256 amount);
    event ProvingNetworkAdded(uint8 indexed provingNetwork, string name, address addr, uint16 weight);
    event ProvingNetworkAddressUpdated(uint8 indexed provingNetwork, address addr);
    event ProvingNetworkStatusUpdated(uint8 indexed provingNetwork, ProvingNetworkStatus status);
    event ProvingNetworkWeightUpdated(uint8 indexed provingNetwork, uint16 weight);
    event PreferredProvingNetworkUpdated(uint8 indexed provingNetwork);
    event PreferredWeightUpdated(uint16 weight);

    error AddressCannotBeZero(string field);
    error AddressInUse(address addr, uint8 provingNetwork);
    error UnknownProvingNetwork(uint8 provingNetwork);
    error TooManyProvingNetworks();
    error NoWeight();
    error ProvingNetworkCannotBeNone();
    error DuplicatedProofRequest(uint256 chainId, uint256 blockNumber);
    error UnknownProofRequest(uint256 chainId, uint256 blockNumber);
    error InvalidProofRequestTimeout();
    error InvalidProofInputsUrl();
    error MaxRewardOutOfBounds();
    error NoFundsAvailable();
    error NoPaymentDue();
    error OnlyProvingNetworkAllowed(address caller);
    error OnlyProvingNetworkAssigneeAllowed(address caller);
    error ProofRequestIsNotPendingAcknowledgement(ProofRequestStatus status);
    error ProofRequestIsNotCommitted(ProofRequestStatus status);
    error ProofRequestIsNotProven(ProofRequestStatus status);
    error ProofRequestAcknowledgementDeadlinePassed();
    error ProofRequestProvingDeadlinePassed();
    error ProofRequestDeadlineNotPassed(uint256 until);
    error EmptyProof();
    error ProofTooLarge(uint256 size);
    error InsufficientFunds(uint256 free, uint256 wanted);

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @param networks_ numbered from 1 in this order
    /// @param preferredWeight slots of the preferred network in each round
    /// @param usdc_ token in which rewards are paid, with 6 decimals
    function initialize(
        ProvingNetworkParams[] calldata networks_,
        uint16 preferredWeight,
        address usdc_,
        address submitter,
        address admin
    ) external initializer {
        if (usdc_ == address(0)) revert AddressCannotBeZero("usdc");
        if (submitter == address(0)) revert AddressCannotBeZero("submitter");
        if (admin == address(0)) revert AddressCannotBeZero("admin");
        __AccessControl_init();
        __Pausable_init();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(SUBMITTER_ROLE, submitter);
        ProofManagerStorage storage $ = _storage();
        $.usdc = IERC20(usdc_);
        $.preferredWeight = preferredWeight;
        emit PreferredWeightUpdated(preferredWeight);
        for (uint256 i = 0; i < networks_.length; i++) {
            _addNetwork($, networks_[i]);
        }
    }

    // ---- reading ----

    /// The request as it stands now: with the states that time brings.
    function proofRequest(ProofRequestIdentifier calldata id) external view returns (ProofRequest memory r) {
        r = _storage().request[id.chainId][id.blockNumber];
        if (r.attempt != 0) r.status = _status(_storage(), _storage().request[id.chainId][id.blockNumber]);
    }

    function usdc() external view returns (address) {
        return address(_storage().usdc);
    }

    /// Number of networks; they are numbered from 1.
    function provingNetworks() external view returns (uint8) {
        return uint8(_storage().networks.length);
    }

    function provingNetworkInfo(uint8 provingNetwork) external view returns (ProvingNetworkInfo memory) {
        return _network(_storage(), provingNetwork);
    }

    /// Number of the network that signs with this address, 0 for none.
    function provingNetworkOf(address addr) external view returns (uint8) {
        return _storage().networkOf[addr];
    }

    /// The preferred network, 0 for none, and its slots in each round.
    function preferredProvingNetwork() external view returns (uint8 provingNetwork, uint16 weight) {
        return (_storage().preferred, _storage().preferredWeight);
    }

    /// What is owed or may come to be, in units of the token.
    function obligations() external view returns (uint256) {
        return _storage().obligations;
    }

    /// What a network could claim now, in units of the token.
    function claimable(uint8 provingNetwork) external view returns (uint256 amount) {
        (amount,,) = _due(_storage(), provingNetwork, _network(_storage(), provingNetwork));
    }

    // ---- administrator ----

    function addProvingNetwork(ProvingNetworkParams calldata params) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _addNetwork(_storage(), params);
    }

    /// Live requests of the network go to the new address with it.
    function updateProvingNetworkAddress(uint8 provingNetwork, address addr) external onlyRole(DEFAULT_ADMIN_ROLE) {
        ProofManagerStorage storage $ = _storage();
        ProvingNetworkInfo storage n = _network($, provingNetwork);
        _claimAddress($, provingNetwork, addr);
        delete $.networkOf[n.addr];
        n.addr = addr;
        emit ProvingNetworkAddressUpdated(provingNetwork, addr);
    }

    /// Concerns future assignments only.
    function updateProvingNetworkStatus(uint8 provingNetwork, ProvingNetworkStatus status)
        external
        onlyRole(DEFAULT_ADMIN_ROLE)
    {
        _network(_storage(), provingNetwork).status = status;
        emit ProvingNetworkStatusUpdated(provingNetwork, status);
    }

    function updateProvingNetworkWeight(uint8 provingNetwork, uint16 weight) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _network(_storage(), provingNetwork).weight = weight;
        emit ProvingNetworkWeightUpdated(provingNetwork, weight);
    }

    /// @param provingNetwork 0 for none, whose slots go round among all
    function updatePreferredProvingNetwork(uint8 provingNetwork) external onlyRole(DEFAULT_ADMIN_ROLE) {
        ProofManagerStorage storage $ = _storage();
        if (provingNetwork != 0) _network($, provingNetwork);
        $.preferred = provingNetwork;
        emit PreferredProvingNetworkUpdated(provingNetwork);
    }

    function updatePreferredWeight(uint16 weight) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _storage().preferredWeight = weight;
        emit PreferredWeightUpdated(weight);
    }

    /// Takes out funds that no request may need. Other tokens are not bound.
    function withdraw(address token, uint256 amount) external onlyRole(DEFAULT_ADMIN_ROLE) nonReentrant {
        ProofManagerStorage storage $ = _storage();
        if (token == address(0)) revert AddressCannotBeZero("token");
        if (token == address($.usdc)) {
            uint256 free = _free($);
            if (amount > free) revert InsufficientFunds(free, amount);
        }
        emit FundsWithdrawn(token, msg.sender, amount);
        IERC20(token).safeTransfer(msg.sender, amount);
    }

    /// Stops new requests. What was asked for goes on, and is paid.
    function pause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _pause();
    }

    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }

    // ---- submitter ----

    /// Asks for a proof. Where no network is active it is Refused at once.
    function submitProofRequest(ProofRequestIdentifier calldata id, ProofRequestParams calldata params)
        external
        onlyRole(SUBMITTER_ROLE)
        whenNotPaused
    {
        ProofManagerStorage storage $ = _storage();
        if (params.timeoutAfter <= ACK_TIMEOUT || params.timeoutAfter > MAX_TIMEOUT_AFTER) {
            revert InvalidProofRequestTimeout();
        }
        if (params.maxReward == 0 || params.maxReward > MAX_REWARD) revert MaxRewardOutOfBounds();
        uint256 urlBytes = bytes(params.proofInputsUrl).length;
        if (urlBytes == 0 || urlBytes > MAX_URL_BYTES) revert InvalidProofInputsUrl();

        ProofRequest storage r = $.request[id.chainId][id.blockNumber];
        uint16 attempt = r.attempt + 1;
        if (attempt > 1) _bury($, id, r);
        uint8 network = _assign($);
        $.requests++;
        delete $.request[id.chainId][id.blockNumber];
        r.protocolMajor = params.protocolMajor;
        r.protocolMinor = params.protocolMinor;
        r.protocolPatch = params.protocolPatch;
        r.network = network;
        r.attempt = attempt;
        r.submittedAt = uint64(block.timestamp);
        r.submittedBlock = uint64(block.number);
        r.timeoutAfter = uint32(params.timeoutAfter);
        r.maxReward = uint96(params.maxReward);
        r.requestId = $.requests;
        address assignee = network == 0 ? address(0) : $.networks[network - 1].addr;
        emit ProofRequestSubmitted(
            id.chainId,
            id.blockNumber,
            assignee,
            params.proofInputsUrl,
            params.protocolMajor,
            params.protocolMinor,
            params.protocolPatch,
            params.timeoutAfter,
            params.maxReward,
            r.requestId
        );
        if (network == 0) {
            r.status = ProofRequestStatus.Refused;
            emit ProofRequestAcknowledged(id.chainId, id.blockNumber, false, address(0));
            return;
        }
        if (params.maxReward > _free($)) revert NoFundsAvailable();
        $.obligations += uint96(params.maxReward);
    }

    /// Marks a request that its network did not acknowledge in time.
    function markUnacknowledged(ProofRequestIdentifier calldata id) external onlyRole(SUBMITTER_ROLE) {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage r = _request($, id);
        if (r.status != ProofRequestStatus.PendingAcknowledgement) {
            revert ProofRequestIsNotPendingAcknowledgement(_status($, r));
        }
        if (!_late(r)) revert ProofRequestDeadlineNotPassed(r.submittedAt + ACK_TIMEOUT);
        _expire($, id, r);
    }

    /// Marks a request whose network committed and brought no proof in time.
    function markTimedOut(ProofRequestIdentifier calldata id) external onlyRole(SUBMITTER_ROLE) {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage r = _request($, id);
        if (r.status != ProofRequestStatus.Committed) revert ProofRequestIsNotCommitted(_status($, r));
        if (!_late(r)) revert ProofRequestDeadlineNotPassed(uint256(r.submittedAt) + r.timeoutAfter);
        _expire($, id, r);
    }

    /// Judges a proof. A valid one earns its network what it asked for.
    function submitProofValidationResult(ProofRequestIdentifier calldata id, bool isProofValid)
        external
        onlyRole(SUBMITTER_ROLE)
    {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage r = _request($, id);
        if (r.status != ProofRequestStatus.Proven) revert ProofRequestIsNotProven(_status($, r));
        _judge($, id, r, isProofValid);
    }

    // ---- networks ----

    /// Commits to a request, or refuses it.
    function acknowledgeProofRequest(ProofRequestIdentifier calldata id, bool accept) external {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage r = _assigned($, id);
        if (r.status != ProofRequestStatus.PendingAcknowledgement) {
            revert ProofRequestIsNotPendingAcknowledgement(_status($, r));
        }
        if (_late(r)) revert ProofRequestAcknowledgementDeadlinePassed();
        if (accept) {
            r.status = ProofRequestStatus.Committed;
        } else {
            r.status = ProofRequestStatus.Refused;
            $.obligations -= r.maxReward;
        }
        emit ProofRequestAcknowledged(id.chainId, id.blockNumber, accept, msg.sender);
    }

    /// Brings the proof. The reward is what is asked for, at most the request's
    /// highest.
    function submitProof(ProofRequestIdentifier calldata id, bytes calldata proof, uint256 requestedReward) external {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage r = _assigned($, id);
        if (r.status != ProofRequestStatus.Committed) revert ProofRequestIsNotCommitted(_status($, r));
        if (_late(r)) revert ProofRequestProvingDeadlinePassed();
        if (proof.length == 0) revert EmptyProof();
        if (proof.length > MAX_PROOF_BYTES) revert ProofTooLarge(proof.length);
        uint96 reward = requestedReward > r.maxReward ? r.maxReward : uint96(requestedReward);
        r.status = ProofRequestStatus.Proven;
        r.reward = reward;
        r.provenAt = uint64(block.timestamp);
        r.proofHash = keccak256(proof);
        $.obligations -= r.maxReward - reward;
        emit ProofRequestProven(id.chainId, id.blockNumber, proof, msg.sender, reward);
    }

    /// Takes a proof for valid that the submitter did not judge in time.
    function claimValidation(ProofRequestIdentifier calldata id) external {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage r = _assigned($, id);
        if (r.status != ProofRequestStatus.Proven) revert ProofRequestIsNotProven(_status($, r));
        uint256 until = r.provenAt + VALIDATION_TIMEOUT;
        if (block.timestamp <= until) revert ProofRequestDeadlineNotPassed(until);
        _judge($, id, r, true);
    }

    /// Pays the network for its validated requests, whole ones in the order of
    /// their validation, up to MAX_CLAIM; the rest stays claimable.
    function claimReward() external nonReentrant {
        ProofManagerStorage storage $ = _storage();
        uint8 network = $.networkOf[msg.sender];
        if (network == 0) revert OnlyProvingNetworkAllowed(msg.sender);
        ProvingNetworkInfo storage n = $.networks[network - 1];
        (uint256 amount, uint256 first, uint256 last) = _due($, network, n);
        if (amount == 0) revert NoPaymentDue();
        n.paid += uint96(amount);
        $.obligations -= uint96(amount);
        emit ProofRequestsPaid(network, first, last, amount);
        emit RewardClaimed(msg.sender, amount);
        $.usdc.safeTransfer(msg.sender, amount);
    }

    // ---- inside ----

    function _storage() private pure returns (ProofManagerStorage storage $) {
        assembly {
            $.slot := STORAGE
        }
    }

    function _addNetwork(ProofManagerStorage storage $, ProvingNetworkParams calldata params) private {
        if ($.networks.length >= MAX_NETWORKS) revert TooManyProvingNetworks();
        uint8 number = uint8($.networks.length + 1);
        _claimAddress($, number, params.addr);
        $.networks.push(
            ProvingNetworkInfo(params.name, params.addr, ProvingNetworkStatus.Active, params.weight, 0, 0, 0)
        );
        emit ProvingNetworkAdded(number, params.name, params.addr, params.weight);
    }

    function _claimAddress(ProofManagerStorage storage $, uint8 network, address addr) private {
        if (addr == address(0)) revert AddressCannotBeZero("provingNetwork");
        if ($.networkOf[addr] != 0) revert AddressInUse(addr, $.networkOf[addr]);
        $.networkOf[addr] = network;
    }

    function _network(ProofManagerStorage storage $, uint8 number) private view returns (ProvingNetworkInfo storage) {
        if (number == 0) revert ProvingNetworkCannotBeNone();
        if (number > $.networks.length) revert UnknownProvingNetwork(number);
        return $.networks[number - 1];
    }

    function _request(ProofManagerStorage storage $, ProofRequestIdentifier calldata id)
        private
        view
        returns (ProofRequest storage r)
    {
        r = $.request[id.chainId][id.blockNumber];
        if (r.attempt == 0) revert UnknownProofRequest(id.chainId, id.blockNumber);
    }

    function _assigned(ProofManagerStorage storage $, ProofRequestIdentifier calldata id)
        private
        view
        returns (ProofRequest storage r)
    {
        r = _request($, id);
        if (r.network == 0 || $.networkOf[msg.sender] != r.network) {
            revert OnlyProvingNetworkAssigneeAllowed(msg.sender);
        }
    }

    /// Whether the deadline of what the request waits for has passed.
    function _late(ProofRequest storage r) private view returns (bool) {
        if (r.status == ProofRequestStatus.PendingAcknowledgement) return block.timestamp > r.submittedAt + ACK_TIMEOUT;
        if (r.status == ProofRequestStatus.Committed) return block.timestamp > uint256(r.submittedAt) + r.timeoutAfter;
        return false;
    }

    function _status(ProofManagerStorage storage $, ProofRequest storage r) private view returns (ProofRequestStatus) {
        if (_late(r)) {
            return r.status == ProofRequestStatus.Committed
                ? ProofRequestStatus.TimedOut
                : ProofRequestStatus.Unacknowledged;
        }
        if (r.status == ProofRequestStatus.Validated && r.paidThrough <= $.networks[r.network - 1].paid) {
            return ProofRequestStatus.Paid;
        }
        return r.status;
    }

    /// Writes the state that time has brought.
    function _expire(ProofManagerStorage storage $, ProofRequestIdentifier calldata id, ProofRequest storage r)
        private
    {
        address assignee = $.networks[r.network - 1].addr;
        $.obligations -= r.maxReward;
        if (r.status == ProofRequestStatus.Committed) {
            r.status = ProofRequestStatus.TimedOut;
            emit ProofRequestTimedOut(id.chainId, id.blockNumber, assignee);
        } else {
            r.status = ProofRequestStatus.Unacknowledged;
            emit ProofRequestUnacknowledged(id.chainId, id.blockNumber, assignee);
        }
    }

    /// Ends an attempt that came to nothing, so that another may begin.
    function _bury(ProofManagerStorage storage $, ProofRequestIdentifier calldata id, ProofRequest storage r) private {
        if (_late(r)) _expire($, id, r);
        if (
            r.status != ProofRequestStatus.Refused && r.status != ProofRequestStatus.Unacknowledged
                && r.status != ProofRequestStatus.TimedOut && r.status != ProofRequestStatus.ValidationFailed
        ) revert DuplicatedProofRequest(id.chainId, id.blockNumber);
    }

    function _judge(ProofManagerStorage storage $, ProofRequestIdentifier calldata id, ProofRequest storage r, bool valid)
        private
    {
        ProvingNetworkInfo storage n = $.networks[r.network - 1];
        emit ProofValidationResult(id.chainId, id.blockNumber, valid, n.addr);
        if (!valid) {
            r.status = ProofRequestStatus.ValidationFailed;
            $.obligations -= r.reward;
            return;
        }
        r.status = ProofRequestStatus.Validated;
        n.earned += r.reward;
        n.validated++;
        r.paidThrough = n.earned;
        $.earnings[r.network].push(n.earned, n.validated);
        emit RewardEarned(r.network, n.validated, id.chainId, id.blockNumber, r.reward);
    }

    /// What a claim would pay, and the numbers of the requests it is for.
    function _due(ProofManagerStorage storage $, uint8 network, ProvingNetworkInfo storage n)
        private
        view
        returns (uint256 amount, uint256 first, uint256 last)
    {
        uint256 paid = n.paid;
        uint256 through = n.earned;
        last = n.validated;
        Checkpoints.Trace160 storage trace = $.earnings[network];
        if (through - paid > MAX_CLAIM) {
            // The last request that fits: no reward exceeds MAX_CLAIM, so there is one.
            last = trace.upperLookup(uint96(paid + MAX_CLAIM));
            through = _earnedBy(trace, uint96(paid + MAX_CLAIM));
        }
        amount = through - paid;
        first = trace.upperLookup(uint96(paid)) + 1;
    }

    /// The greatest sum of rewards that does not exceed a limit.
    function _earnedBy(Checkpoints.Trace160 storage trace, uint96 limit) private view returns (uint256) {
        uint256 low = 0;
        uint256 high = trace.length();
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (trace.at(uint32(middle))._key > limit) high = middle;
            else low = middle + 1;
        }
        return low == 0 ? 0 : trace.at(uint32(low - 1))._key;
    }

    function _free(ProofManagerStorage storage $) private view returns (uint256) {
        uint256 balance = $.usdc.balanceOf(address(this));
        return balance > $.obligations ? balance - $.obligations : 0;
    }

    /// The network whose turn it is, 0 where none is active. The slot of one
    /// that is inactive goes to the next active one in turn.
    function _assign(ProofManagerStorage storage $) private returns (uint8) {
        uint256 count = $.networks.length;
        uint256 total = $.preferredWeight;
        for (uint256 i = 0; i < count; i++) {
            total += $.networks[i].weight;
        }
        if (total == 0) revert NoWeight();
        uint256 slot = $.requests % total;
        uint256 chosen = $.preferred;
        for (uint256 i = 0; i < count; i++) {
            uint256 weight = $.networks[i].weight;
            if (slot < weight) {
                chosen = i + 1;
                break;
            }
            slot -= weight;
        }
        if (chosen != 0 && $.networks[chosen - 1].status == ProvingNetworkStatus.Active) return uint8(chosen);
        for (uint256 i = 0; i < count; i++) {
            uint256 next = ($.passed + i) % count;
            if ($.networks[next].status == ProvingNetworkStatus.Active) {
                $.passed = uint64(next + 1);
                return uint8(next + 1);
            }
        }
        return 0;
    }
}
