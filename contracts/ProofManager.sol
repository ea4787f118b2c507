// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Earnings} from "./Earnings.sol";
import {ProofManagerEvents, ProofRequestStatus, ProvingNetworkStatus} from "./ProofManagerEvents.sol";
import {RoundRobin} from "./RoundRobin.sol";

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
/// anybody writes them: Unacknowledged, TimedOut and Paid. A deadline's last
/// second is in time.
///
/// What the contract owes or may come to owe is `obligations`: the highest
/// reward of each request that is open, the reward of each that is proven or
/// validated and not paid. It never exceeds what the contract was funded with,
/// and the administrator can't withdraw below it. A request that time has ended
/// stays an obligation until it is marked or submitted again.
///
/// Whom one has to trust: the submitter judges proofs and could call a good one
/// bad, within VALIDATION_TIMEOUT; the administrator rotates addresses and so
/// could have a network's reward paid to another; the proxy's owner can replace
/// this code. A network's address can be neither of the first two.
contract ProofManager is ProofManagerEvents, AccessControlUpgradeable, PausableUpgradeable, ReentrancyGuard {
    using SafeERC20 for IERC20;
    using Earnings for Earnings.Account;
    using RoundRobin for RoundRobin.Wheel;

    /// What is to be proven: a batch of a chain.
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
        uint16 weight; // turns in each round of the round robin
    }

    /// A network as anybody reads it. It can claim earned - paid, in parts.
    struct ProvingNetworkInfo {
        string name;
        address addr;
        ProvingNetworkStatus status;
        uint16 weight;
        uint96 earned; // sum of the rewards of all its validated requests
        uint96 paid; // of these, what it was paid
        uint64 validated; // number of its validated requests
    }

    /// The latest attempt at a request.
    struct ProofRequest {
        uint32 protocolMajor;
        uint32 protocolMinor;
        uint32 protocolPatch;
        ProofRequestStatus status;
        uint8 network; // 0 when it was assigned to nobody
        uint16 attempt; // from 1; 0 of an id that was never submitted
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

    /// A network as it is stored. In a mapping, so that it may grow.
    struct Network {
        string name;
        address addr;
        Earnings.Account account;
    }

    /// Only ever append here, and to structs that are values of a mapping; a
    /// test compares the layout with the one that was published.
    /// @custom:storage-location erc7201:muster.storage.ProofManager
    struct ProofManagerStorage {
        IERC20 usdc;
        uint96 obligations;
        RoundRobin.Wheel wheel;
        mapping(uint8 number => Network) networks;
        mapping(address => uint8) networkOf;
        mapping(uint256 chainId => mapping(uint256 blockNumber => ProofRequest)) request;
    }

    // keccak256(abi.encode(uint256(keccak256("muster.storage.ProofManager")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0xe08e68c591a8a3bf24629d312e2dd131db996f34c1253658a20e7c4061dce000;

    bytes32 public constant SUBMITTER_ROLE = keccak256("SUBMITTER_ROLE");

    /// Seconds that a network has to commit or refuse.
    uint256 public constant ACK_TIMEOUT = 2 minutes;
    /// Most seconds that a request may give for its proof.
    uint256 public constant MAX_TIMEOUT_AFTER = 2 hours;
    /// Seconds that the submitter has to call a proof bad. Later its network may
    /// take it for valid, and the submitter only call it good.
    uint256 public constant VALIDATION_TIMEOUT = 1 days;
    /// Highest reward of one request: 5 USDC.
    uint256 public constant MAX_REWARD = 5_000_000;
    /// Most that one claim pays: 25,000 USDC.
    uint256 public constant MAX_CLAIM = 25_000_000_000;
    /// Most bytes of a proof.
    uint256 public constant MAX_PROOF_BYTES = 32 * 1024;
    /// Most bytes of the inputs' URL, which is needed.
    uint256 public constant MAX_URL_BYTES = 2048;
    /// Most networks.
    uint256 public constant MAX_NETWORKS = RoundRobin.MOST;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// Called once, by the proxy's constructor.
    /// @param networks_ numbered from 1 in this order, all active
    /// @param preferredWeight turns of the preferred network in each round; it
    /// is appointed later, and until then they go round among all
    /// @param usdc_ token in which rewards are paid, with 6 decimals
    /// @param submitter who asks for proofs and judges them
    /// @param admin who may be the submitter
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
        uint8 decimals = IERC20Metadata(usdc_).decimals();
        if (decimals != 6) revert WrongTokenDecimals(decimals);
        __AccessControl_init();
        __Pausable_init();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(SUBMITTER_ROLE, submitter);
        ProofManagerStorage storage $ = _storage();
        $.usdc = IERC20(usdc_);
        $.wheel.preferredWeight = preferredWeight;
        emit PreferredWeightUpdated(preferredWeight);
        for (uint256 i = 0; i < networks_.length; ++i) {
            _addNetwork($, networks_[i]);
        }
    }

    /// The latest attempt at a request as it stands now: with the states that
    /// time brings. Its attempt is 0 where the id was never submitted.
    function proofRequest(ProofRequestIdentifier calldata id) external view returns (ProofRequest memory r) {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage stored = $.request[id.chainId][id.blockNumber];
        r = stored;
        r.status = _status($, stored);
    }

    /// The token in which rewards are paid.
    function usdc() external view returns (address) {
        return address(_storage().usdc);
    }

    /// Number of networks; they are numbered from 1.
    function provingNetworks() external view returns (uint8) {
        return _storage().wheel.networks;
    }

    function provingNetworkInfo(uint8 provingNetwork) external view returns (ProvingNetworkInfo memory) {
        ProofManagerStorage storage $ = _storage();
        Network storage n = _network($, provingNetwork);
        return ProvingNetworkInfo({
            name: n.name,
            addr: n.addr,
            status: $.wheel.isActive(provingNetwork) ? ProvingNetworkStatus.Active : ProvingNetworkStatus.Inactive,
            weight: $.wheel.weights[provingNetwork - 1],
            earned: n.account.earned,
            paid: n.account.paid,
            validated: n.account.count
        });
    }

    /// Number of the network that signs with this address, 0 for none.
    function provingNetworkOf(address addr) external view returns (uint8) {
        return _storage().networkOf[addr];
    }

    /// The preferred network, 0 for none, and its turns in each round besides
    /// those that it has by its own weight.
    function preferredProvingNetwork() external view returns (uint8 provingNetwork, uint16 weight) {
        RoundRobin.Wheel storage wheel = _storage().wheel;
        return (wheel.preferred, wheel.preferredWeight);
    }

    /// Requests submitted so far, every attempt counted.
    function requests() external view returns (uint64) {
        return _storage().wheel.turns;
    }

    /// What is owed or may come to be, in units of the token.
    function obligations() external view returns (uint256) {
        return _storage().obligations;
    }

    /// What is there for further requests, or for the administrator to take out,
    /// in units of the token.
    function freeFunds() external view returns (uint256) {
        return _free(_storage());
    }

    /// What a network's next claim would pay, in units of the token.
    function claimable(uint8 provingNetwork) external view returns (uint256 amount) {
        (amount,,) = _network(_storage(), provingNetwork).account.due(uint96(MAX_CLAIM));
    }

    /// Adds an active network with the next number. Networks are never removed:
    /// an inactive one gets no requests.
    function addProvingNetwork(ProvingNetworkParams calldata params) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _addNetwork(_storage(), params);
    }

    /// Live requests of the network, and what it has earned, go to the new
    /// address with it.
    function updateProvingNetworkAddress(uint8 provingNetwork, address addr) external onlyRole(DEFAULT_ADMIN_ROLE) {
        ProofManagerStorage storage $ = _storage();
        Network storage n = _network($, provingNetwork);
        _takeAddress($, provingNetwork, addr);
        delete $.networkOf[n.addr];
        n.addr = addr;
        emit ProvingNetworkAddressUpdated(provingNetwork, addr);
    }

    /// Concerns future assignments only.
    function updateProvingNetworkStatus(uint8 provingNetwork, ProvingNetworkStatus status)
        external
        onlyRole(DEFAULT_ADMIN_ROLE)
    {
        ProofManagerStorage storage $ = _storage();
        _network($, provingNetwork);
        $.wheel.setActive(provingNetwork, status == ProvingNetworkStatus.Active);
        emit ProvingNetworkStatusUpdated(provingNetwork, status);
    }

    /// @param weight turns in each round; with 0 a network gets requests only
    /// as the preferred one
    function updateProvingNetworkWeight(uint8 provingNetwork, uint16 weight) external onlyRole(DEFAULT_ADMIN_ROLE) {
        ProofManagerStorage storage $ = _storage();
        _network($, provingNetwork);
        $.wheel.weights[provingNetwork - 1] = weight;
        emit ProvingNetworkWeightUpdated(provingNetwork, weight);
    }

    /// @param provingNetwork 0 for none, whose turns go round among all
    function updatePreferredProvingNetwork(uint8 provingNetwork) external onlyRole(DEFAULT_ADMIN_ROLE) {
        ProofManagerStorage storage $ = _storage();
        if (provingNetwork != 0) _network($, provingNetwork);
        $.wheel.preferred = provingNetwork;
        emit PreferredProvingNetworkUpdated(provingNetwork);
    }

    /// @param weight turns of the preferred network in each round
    function updatePreferredWeight(uint16 weight) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _storage().wheel.preferredWeight = weight;
        emit PreferredWeightUpdated(weight);
    }

    /// Takes out funds that no request may need, to the caller. Other tokens,
    /// which can only have come by mistake, are not bound.
    function withdraw(address token, uint256 amount) external nonReentrant onlyRole(DEFAULT_ADMIN_ROLE) {
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

    /// Asks for a proof: for the first time, or again after an attempt that came
    /// to nothing. The network whose turn it is has ACK_TIMEOUT to say whether
    /// it will prove it. Where no network is active it is Refused at once.
    /// @param params timeoutAfter more than ACK_TIMEOUT and at most
    /// MAX_TIMEOUT_AFTER, maxReward more than 0 and at most MAX_REWARD, and
    /// covered by free funds
    function submitProofRequest(ProofRequestIdentifier calldata id, ProofRequestParams calldata params)
        external
        nonReentrant // it counts on the balance
        onlyRole(SUBMITTER_ROLE)
        whenNotPaused
    {
        ProofManagerStorage storage $ = _storage();
        _checkParams(params);
        ProofRequest storage r = $.request[id.chainId][id.blockNumber];
        uint16 attempt = r.attempt + 1;
        if (attempt > 1) {
            _bury($, id, r);
            delete $.request[id.chainId][id.blockNumber];
        }
        uint8 network = $.wheel.turn();
        r.protocolMajor = params.protocolMajor;
        r.protocolMinor = params.protocolMinor;
        r.protocolPatch = params.protocolPatch;
        r.status = network == 0 ? ProofRequestStatus.Refused : ProofRequestStatus.PendingAcknowledgement;
        r.network = network;
        r.attempt = attempt;
        r.submittedAt = uint64(block.timestamp);
        r.submittedBlock = uint64(block.number);
        r.timeoutAfter = uint32(params.timeoutAfter);
        r.maxReward = uint96(params.maxReward);
        r.requestId = $.wheel.turns;
        emit ProofRequestSubmitted(
            id.chainId,
            id.blockNumber,
            $.networks[network].addr,
            params.proofInputsUrl,
            params.protocolMajor,
            params.protocolMinor,
            params.protocolPatch,
            params.timeoutAfter,
            params.maxReward,
            r.requestId
        );
        if (network == 0) {
            emit ProofRequestAcknowledged(id.chainId, id.blockNumber, false, address(0));
            return;
        }
        if (params.maxReward > _free($)) revert NoFundsAvailable();
        $.obligations += uint96(params.maxReward);
    }

    /// Marks a request that its network did not acknowledge in time, which frees
    /// what was set aside for it.
    function markUnacknowledged(ProofRequestIdentifier calldata id) external onlyRole(SUBMITTER_ROLE) {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage r = _request($, id);
        if (r.status != ProofRequestStatus.PendingAcknowledgement) {
            revert ProofRequestIsNotPendingAcknowledgement(_status($, r));
        }
        if (!_late(r)) revert ProofRequestDeadlineNotPassed(_deadline(r));
        _expire($, id, r);
    }

    /// Marks a request whose network committed and brought no proof in time,
    /// which frees what was set aside for it.
    function markTimedOut(ProofRequestIdentifier calldata id) external onlyRole(SUBMITTER_ROLE) {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage r = _request($, id);
        if (r.status != ProofRequestStatus.Committed) revert ProofRequestIsNotCommitted(_status($, r));
        if (!_late(r)) revert ProofRequestDeadlineNotPassed(_deadline(r));
        _expire($, id, r);
    }

    /// Judges a proof. A valid one earns its network what it asked for. That it
    /// is not valid can be said for VALIDATION_TIMEOUT.
    function submitProofValidationResult(ProofRequestIdentifier calldata id, bool isProofValid)
        external
        onlyRole(SUBMITTER_ROLE)
    {
        ProofManagerStorage storage $ = _storage();
        _validate($, id, _request($, id), isProofValid);
    }

    /// Judges a proof likewise, and only the one of this hash: where blocks are
    /// reorganised, a network could have another proof judged than the one that
    /// was verified.
    /// @param proofHash keccak256 of the proof
    function judgeProof(ProofRequestIdentifier calldata id, bytes32 proofHash, bool isProofValid)
        external
        onlyRole(SUBMITTER_ROLE)
    {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage r = _request($, id);
        if (r.proofHash != proofHash) revert ProofMismatch(r.proofHash, proofHash);
        _validate($, id, r, isProofValid);
    }

    /// Commits to a request, or refuses it. For the network that it is assigned
    /// to, until its acknowledgement deadline.
    function acknowledgeProofRequest(ProofRequestIdentifier calldata id, bool accept) external {
        ProofManagerStorage storage $ = _storage();
        _acknowledge($, id, _assigned($, id), accept);
    }

    /// Commits or refuses likewise, and only the attempt of this number: a
    /// transaction that is late, or comes again after a reorganisation, says
    /// nothing about another attempt at the same id.
    function acknowledgeAttempt(ProofRequestIdentifier calldata id, uint64 requestId, bool accept) external {
        ProofManagerStorage storage $ = _storage();
        _acknowledge($, id, _attempt($, id, requestId), accept);
    }

    /// Brings the proof. For the network that committed to it, until the proof's
    /// deadline.
    /// @param requestedReward paid at most up to the request's highest; may be 0
    function submitProof(ProofRequestIdentifier calldata id, bytes calldata proof, uint256 requestedReward) external {
        ProofManagerStorage storage $ = _storage();
        _prove($, id, _assigned($, id), proof, requestedReward);
    }

    /// Brings the proof likewise, and only for the attempt of this number.
    function proveAttempt(
        ProofRequestIdentifier calldata id,
        uint64 requestId,
        bytes calldata proof,
        uint256 requestedReward
    ) external {
        ProofManagerStorage storage $ = _storage();
        _prove($, id, _attempt($, id, requestId), proof, requestedReward);
    }

    /// Takes a proof for valid that the submitter did not judge in time. For the
    /// network that brought it.
    function claimValidation(ProofRequestIdentifier calldata id) external {
        ProofManagerStorage storage $ = _storage();
        ProofRequest storage r = _assigned($, id);
        if (r.status != ProofRequestStatus.Proven) revert ProofRequestIsNotProven(_status($, r));
        if (!_late(r)) revert ProofRequestDeadlineNotPassed(_deadline(r));
        _judge($, id, r, true);
    }

    /// Pays the calling network for its validated requests, whole ones in the
    /// order of their validation, up to MAX_CLAIM; the rest stays claimable.
    function claimReward() external nonReentrant {
        ProofManagerStorage storage $ = _storage();
        uint8 network = $.networkOf[msg.sender];
        if (network == 0) revert OnlyProvingNetworkAllowed(msg.sender);
        Earnings.Account storage account = $.networks[network].account;
        (uint96 amount, uint256 first, uint256 last) = account.due(uint96(MAX_CLAIM));
        if (amount == 0) revert NoPaymentDue();
        account.paid += amount;
        $.obligations -= amount;
        emit ProofRequestsPaid(network, first, last, amount);
        emit RewardClaimed(msg.sender, amount);
        $.usdc.safeTransfer(msg.sender, amount);
    }

    /// A network must not come to judge itself by a role given later either.
    function _grantRole(bytes32 role, address account) internal override returns (bool) {
        uint8 network = _storage().networkOf[account];
        if (network != 0) revert AddressInUse(account, network);
        return super._grantRole(role, account);
    }

    function _revokeRole(bytes32 role, address account) internal override returns (bool) {
        if (role == DEFAULT_ADMIN_ROLE && account == msg.sender) revert AdministratorCannotRemoveItself();
        return super._revokeRole(role, account);
    }

    function _addNetwork(ProofManagerStorage storage $, ProvingNetworkParams calldata params) private {
        if ($.wheel.networks >= MAX_NETWORKS) revert TooManyProvingNetworks();
        uint8 number = $.wheel.add(params.weight);
        _takeAddress($, number, params.addr);
        $.networks[number].name = params.name;
        $.networks[number].addr = params.addr;
        emit ProvingNetworkAdded(number, params.name, params.addr, params.weight);
    }

    function _takeAddress(ProofManagerStorage storage $, uint8 network, address addr) private {
        if (addr == address(0)) revert AddressCannotBeZero("provingNetwork");
        if ($.networkOf[addr] != 0) revert AddressInUse(addr, $.networkOf[addr]);
        if (hasRole(SUBMITTER_ROLE, addr)) revert AddressHasRole(addr, SUBMITTER_ROLE);
        if (hasRole(DEFAULT_ADMIN_ROLE, addr)) revert AddressHasRole(addr, DEFAULT_ADMIN_ROLE);
        $.networkOf[addr] = network;
    }

    /// Writes the state that time has brought.
    function _expire(ProofManagerStorage storage $, ProofRequestIdentifier calldata id, ProofRequest storage r)
        private
    {
        address assignee = $.networks[r.network].addr;
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
        if (r.status != ProofRequestStatus.Proven && _late(r)) _expire($, id, r);
        if (
            r.status != ProofRequestStatus.Refused && r.status != ProofRequestStatus.Unacknowledged
                && r.status != ProofRequestStatus.TimedOut && r.status != ProofRequestStatus.ValidationFailed
        ) revert DuplicatedProofRequest(id.chainId, id.blockNumber);
    }

    function _acknowledge(
        ProofManagerStorage storage $,
        ProofRequestIdentifier calldata id,
        ProofRequest storage r,
        bool accept
    ) private {
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

    function _prove(
        ProofManagerStorage storage $,
        ProofRequestIdentifier calldata id,
        ProofRequest storage r,
        bytes calldata proof,
        uint256 requestedReward
    ) private {
        if (r.status != ProofRequestStatus.Committed) revert ProofRequestIsNotCommitted(_status($, r));
        if (_late(r)) revert ProofRequestProvingDeadlinePassed();
        if (proof.length == 0) revert EmptyProof();
        if (proof.length > MAX_PROOF_BYTES) revert ProofTooLarge(proof.length);
        uint96 maxReward = r.maxReward;
        uint96 reward = requestedReward > maxReward ? maxReward : uint96(requestedReward);
        r.status = ProofRequestStatus.Proven;
        r.reward = reward;
        r.provenAt = uint64(block.timestamp);
        r.proofHash = keccak256(proof);
        $.obligations -= maxReward - reward;
        emit ProofRequestProven(id.chainId, id.blockNumber, proof, msg.sender, reward);
    }

    function _validate(
        ProofManagerStorage storage $,
        ProofRequestIdentifier calldata id,
        ProofRequest storage r,
        bool valid
    ) private {
        if (r.status != ProofRequestStatus.Proven) revert ProofRequestIsNotProven(_status($, r));
        if (!valid && _late(r)) revert ProofRequestValidationDeadlinePassed();
        _judge($, id, r, valid);
    }

    function _judge(
        ProofManagerStorage storage $,
        ProofRequestIdentifier calldata id,
        ProofRequest storage r,
        bool valid
    ) private {
        uint8 network = r.network;
        uint96 reward = r.reward;
        emit ProofValidationResult(id.chainId, id.blockNumber, valid, $.networks[network].addr);
        if (!valid) {
            r.status = ProofRequestStatus.ValidationFailed;
            $.obligations -= reward;
            return;
        }
        Earnings.Account storage account = $.networks[network].account;
        (uint64 number, uint96 through) = account.earn(reward);
        r.status = ProofRequestStatus.Validated;
        r.paidThrough = through;
        emit RewardEarned(network, number, id.chainId, id.blockNumber, reward);
        // Without a reward, and with nothing due before it, no claim will follow.
        if (account.paid == through) emit ProofRequestsPaid(network, number, number, 0);
    }

    function _checkParams(ProofRequestParams calldata params) private pure {
        if (params.timeoutAfter <= ACK_TIMEOUT || params.timeoutAfter > MAX_TIMEOUT_AFTER) {
            revert InvalidProofRequestTimeout();
        }
        if (params.maxReward == 0 || params.maxReward > MAX_REWARD) revert MaxRewardOutOfBounds();
        uint256 urlBytes = bytes(params.proofInputsUrl).length;
        if (urlBytes == 0 || urlBytes > MAX_URL_BYTES) revert InvalidProofInputsUrl();
    }

    function _network(ProofManagerStorage storage $, uint8 number) private view returns (Network storage) {
        if (number == 0) revert ProvingNetworkCannotBeNone();
        if (number > $.wheel.networks) revert UnknownProvingNetwork(number);
        return $.networks[number];
    }

    function _request(ProofManagerStorage storage $, ProofRequestIdentifier calldata id)
        private
        view
        returns (ProofRequest storage r)
    {
        r = $.request[id.chainId][id.blockNumber];
        if (r.attempt == 0) revert UnknownProofRequest(id.chainId, id.blockNumber);
    }

    /// The request, if it is assigned to the caller.
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

    /// The request, if it is assigned to the caller and of this number.
    function _attempt(ProofManagerStorage storage $, ProofRequestIdentifier calldata id, uint64 requestId)
        private
        view
        returns (ProofRequest storage r)
    {
        r = _assigned($, id);
        if (r.requestId != requestId) revert AttemptMismatch(r.requestId, requestId);
    }

    /// Last second in which what the request waits for is in time: the network's
    /// acknowledgement, its proof, or the submitter's verdict. It waits for
    /// nothing in the other states.
    function _deadline(ProofRequest storage r) private view returns (uint256) {
        if (r.status == ProofRequestStatus.PendingAcknowledgement) return r.submittedAt + ACK_TIMEOUT;
        if (r.status == ProofRequestStatus.Committed) return uint256(r.submittedAt) + r.timeoutAfter;
        if (r.status == ProofRequestStatus.Proven) return r.provenAt + VALIDATION_TIMEOUT;
        return type(uint256).max;
    }

    function _late(ProofRequest storage r) private view returns (bool) {
        return block.timestamp > _deadline(r);
    }

    function _status(ProofManagerStorage storage $, ProofRequest storage r) private view returns (ProofRequestStatus) {
        ProofRequestStatus status = r.status;
        if (r.attempt == 0) return status;
        if (status == ProofRequestStatus.PendingAcknowledgement && _late(r)) return ProofRequestStatus.Unacknowledged;
        if (status == ProofRequestStatus.Committed && _late(r)) return ProofRequestStatus.TimedOut;
        if (status == ProofRequestStatus.Validated && r.paidThrough <= $.networks[r.network].account.paid) {
            return ProofRequestStatus.Paid;
        }
        return status;
    }

    function _free(ProofManagerStorage storage $) private view returns (uint256) {
        uint256 balance = $.usdc.balanceOf(address(this));
        uint256 bound = $.obligations;
        return balance > bound ? balance - bound : 0;
    }

    function _storage() private pure returns (ProofManagerStorage storage $) {
        // solhint-disable-next-line no-inline-assembly
        assembly {
            $.slot := STORAGE
        }
    }
}
