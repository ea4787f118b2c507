package evm

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark/backend/groth16"
	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
)

// Receipt tells how an EVM accepted a proof.
type Receipt struct {
	ContractAddress common.Address
	DeployGas       uint64 // of the transaction that deployed the verifier
	TxHash          common.Hash
	GasUsed         uint64 // of the transaction that verified the proof, in full
	InputsHash      common.Hash
}

// VerifyOnChain runs an Ethereum chain within this process, deploys the
// verifier contract with the key and has it accept the proof in a transaction.
// proof is in gnark's raw form and made with the prover options for Solidity,
// publicWitness in gnark's binary form.
//
// Returns CodeInvalidProof with a *contracts.RevertError in its chain when the
// contract refuses the proof, CodeInvalid or CodeUnsupported when the bytes or
// the key can't be encoded for it.
func VerifyOnChain(ctx context.Context, vk groth16.VerifyingKey, proof, publicWitness []byte) (_ Receipt, err error) {
	key, err := contracts.KeyOf(vk)
	if err != nil {
		return Receipt{}, err
	}
	call, err := contracts.CallOf(proof, publicWitness)
	if err != nil {
		return Receipt{}, err
	}
	chain, err := startChain(ctx)
	if err != nil {
		return Receipt{}, err
	}
	defer func() { err = errors.Join(err, chain.Close()) }()

	code := append(common.FromHex(contracts.Groth16VerifierMetaData.Bin), key.Constructor()...)
	deployed, err := chain.transact(ctx, nil, code)
	if err != nil {
		return Receipt{}, fmt.Errorf("deploy verifier: %w", err)
	}
	accepted, err := chain.transact(ctx, &deployed.ContractAddress, call.PackAccept())
	if err != nil {
		return Receipt{}, fmt.Errorf("verify on chain: %w", err)
	}
	if len(accepted.Logs) != 1 {
		return Receipt{}, fmt.Errorf("verify on chain: %d events where one was expected", len(accepted.Logs))
	}
	event, err := contracts.NewGroth16Verifier().UnpackProofAcceptedEvent(accepted.Logs[0])
	if err != nil {
		return Receipt{}, fmt.Errorf("verify on chain: %w", err)
	}
	return Receipt{
		ContractAddress: deployed.ContractAddress,
		DeployGas:       deployed.GasUsed,
		TxHash:          accepted.TxHash,
		GasUsed:         accepted.GasUsed,
		InputsHash:      event.PublicInputsHash,
	}, nil
}

// chain is an in-process chain with one account that has money.
type chain struct {
	*simulated.Backend
	client simulated.Client
	id     *big.Int
	key    *ecdsa.PrivateKey
	from   common.Address
	nonce  uint64
}

func startChain(ctx context.Context) (_ *chain, err error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("start chain: %w", err)
	}
	from := crypto.PubkeyToAddress(key.PublicKey)
	wealth := new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))
	backend := simulated.NewBackend(types.GenesisAlloc{from: {Balance: wealth}})
	client := backend.Client()
	id, err := client.ChainID(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start chain: %w", err), backend.Close())
	}
	return &chain{Backend: backend, client: client, id: id, key: key, from: from}, nil
}

// transact sends data to a contract, or deploys it where to is nil, and
// returns the receipt of the block that it makes.
func (c *chain) transact(ctx context.Context, to *common.Address, data []byte) (*types.Receipt, error) {
	// The estimate runs the call and so answers with its revert reason.
	gas, err := c.client.EstimateGas(ctx, ethereum.CallMsg{From: c.from, To: to, Data: data})
	if err != nil {
		if revert := contracts.RevertOf(err); revert != nil {
			return nil, muster.Errorf(muster.CodeInvalidProof, "%w", revert)
		}
		return nil, fmt.Errorf("estimate gas: %w", err)
	}
	head, err := c.client.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("read head: %w", err)
	}
	tip := big.NewInt(params.GWei)
	tx, err := types.SignNewTx(c.key, types.LatestSignerForChainID(c.id), &types.DynamicFeeTx{
		ChainID:   c.id,
		Nonce:     c.nonce,
		GasTipCap: tip,
		GasFeeCap: new(big.Int).Add(tip, new(big.Int).Mul(head.BaseFee, big.NewInt(2))),
		Gas:       gas,
		To:        to,
		Data:      data,
	})
	if err != nil {
		return nil, fmt.Errorf("sign transaction: %w", err)
	}
	if err := c.client.SendTransaction(ctx, tx); err != nil {
		return nil, fmt.Errorf("send transaction: %w", err)
	}
	c.nonce++
	c.Commit()
	receipt, err := c.client.TransactionReceipt(ctx, tx.Hash())
	if err != nil {
		return nil, fmt.Errorf("read receipt: %w", err)
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		return nil, fmt.Errorf("transaction %s reverted in its block", tx.Hash())
	}
	return receipt, nil
}
