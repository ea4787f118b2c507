package market

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
)

// Contract reads a deployed Proof Manager and makes the calls that change it.
// It is safe for concurrent use.
type Contract struct {
	backend evm.Backend
	address common.Address
	abi     *contracts.ProofManager
}

// Open returns the Proof Manager at an address, after seeing that there is one.
// Returns CodeInvalid where there is not, naming the address.
func Open(ctx context.Context, backend evm.Backend, address common.Address) (*Contract, error) {
	c := &Contract{backend: backend, address: address, abi: contracts.NewProofManager()}
	code, err := backend.CodeAt(ctx, address, nil)
	if err != nil {
		return nil, fmt.Errorf("read the code of the Proof Manager %s: %w", address, err)
	}
	if len(code) == 0 {
		return nil, muster.InvalidField("contract", "the address of a Proof Manager", address.Hex()+", where no contract is")
	}
	var revert interface{ ErrorData() any } // what nodes send along with a revert
	_, err = c.Token(ctx)
	switch {
	case errors.Is(err, ErrOtherAnswer), errors.As(err, &revert), contracts.RevertOf(err) != nil:
		return nil, muster.InvalidField("contract", "the address of a Proof Manager", address.Hex()+", which is another contract: "+err.Error())
	case err != nil:
		return nil, err
	}
	return c, nil
}

// Address returns where the contract is.
func (c *Contract) Address() common.Address { return c.address }

// Request returns a request as it stands now, with the states that time
// brings. Errors: ErrNotFound, and CodeUnsupported for a state that this version
// does not know.
func (c *Contract) Request(ctx context.Context, id RequestID) (Request, error) {
	r, err := view(ctx, c, nil, c.abi.PackProofRequest(id.onChain()), c.abi.UnpackProofRequest)
	if err != nil {
		return Request{}, fmt.Errorf("read request %s: %w", id, err)
	}
	return requestOf(id, r)
}

// Networks returns all networks by number.
func (c *Contract) Networks(ctx context.Context) ([]Network, error) {
	count, err := view(ctx, c, nil, c.abi.PackProvingNetworks(), c.abi.UnpackProvingNetworks)
	if err != nil {
		return nil, fmt.Errorf("read the number of networks: %w", err)
	}
	all := make([]Network, 0, count)
	for n := uint8(1); n <= count; n++ {
		one, err := c.Network(ctx, n)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// Network returns the network of a number.
func (c *Contract) Network(ctx context.Context, number uint8) (Network, error) {
	n, err := view(ctx, c, nil, c.abi.PackProvingNetworkInfo(number), c.abi.UnpackProvingNetworkInfo)
	if err != nil {
		return Network{}, fmt.Errorf("read network %d: %w", number, err)
	}
	return Network{
		Number: number, Name: n.Name, Address: n.Addr, Active: n.Status == 0, Weight: n.Weight,
		Earned: usdcOf(n.Earned), Paid: usdcOf(n.Paid), Validated: n.Validated,
	}, nil
}

// NetworkOf returns the number of the network that signs with an address, 0 for
// none.
func (c *Contract) NetworkOf(ctx context.Context, address common.Address) (uint8, error) {
	return view(ctx, c, nil, c.abi.PackProvingNetworkOf(address), c.abi.UnpackProvingNetworkOf)
}

// Preferred returns the preferred network, 0 for none, and its weight.
func (c *Contract) Preferred(ctx context.Context) (network uint8, weight uint16, err error) {
	p, err := view(ctx, c, nil, c.abi.PackPreferredProvingNetwork(), c.abi.UnpackPreferredProvingNetwork)
	if err != nil {
		return 0, 0, fmt.Errorf("read the preferred network: %w", err)
	}
	return p.ProvingNetwork, p.Weight, nil
}

// Token returns the address of the payment token.
func (c *Contract) Token(ctx context.Context) (common.Address, error) {
	a, err := view(ctx, c, nil, c.abi.PackUsdc(), c.abi.UnpackUsdc)
	if err != nil {
		return common.Address{}, fmt.Errorf("read the payment token: %w", err)
	}
	return a, nil
}

// Claimable returns what a network could claim now.
func (c *Contract) Claimable(ctx context.Context, network uint8) (USDC, error) {
	n, err := view(ctx, c, nil, c.abi.PackClaimable(network), c.abi.UnpackClaimable)
	if err != nil {
		return 0, fmt.Errorf("read what network %d can claim: %w", network, err)
	}
	return usdcOf(n), nil
}

// Funds returns what the contract holds and what of it is owed or may come to
// be.
func (c *Contract) Funds(ctx context.Context) (balance, obligations USDC, err error) {
	token, err := c.Token(ctx)
	if err != nil {
		return 0, 0, err
	}
	erc20 := contracts.NewTestUSDC()
	held, err := viewAt(ctx, c, token, nil, erc20.PackBalanceOf(c.address), erc20.UnpackBalanceOf)
	if err != nil {
		return 0, 0, fmt.Errorf("read the contract's balance: %w", err)
	}
	bound, err := view(ctx, c, nil, c.abi.PackObligations(), c.abi.UnpackObligations)
	if err != nil {
		return 0, 0, fmt.Errorf("read the contract's obligations: %w", err)
	}
	return usdcOf(held), usdcOf(bound), nil
}

// Paused reports whether new requests are stopped.
func (c *Contract) Paused(ctx context.Context) (bool, error) {
	return view(ctx, c, nil, c.abi.PackPaused(), c.abi.UnpackPaused)
}

// HasRole reports whether an account is the administrator or the submitter.
func (c *Contract) HasRole(ctx context.Context, role Role, account common.Address) (bool, error) {
	return view(ctx, c, nil, c.abi.PackHasRole(role.id(), account), c.abi.UnpackHasRole)
}

// view calls a reading function of the contract, at a block or, for nil, the
// newest.
func view[T any](ctx context.Context, c *Contract, block *big.Int, data []byte, unpack func([]byte) (T, error)) (T, error) {
	return viewAt(ctx, c, c.address, block, data, unpack)
}

// ErrOtherAnswer says that where the contract should be there is another one, or
// none: none yet, at a block of the past.
var ErrOtherAnswer = errors.New("the contract's answer can't be read")

func viewAt[T any](ctx context.Context, c *Contract, to common.Address, block *big.Int, data []byte, unpack func([]byte) (T, error)) (T, error) {
	var none T
	raw, err := c.backend.CallContract(ctx, ethereum.CallMsg{To: &to, Data: data}, block)
	if err != nil {
		if revert := contracts.RevertOf(err); revert != nil {
			return none, revert
		}
		return none, err
	}
	out, err := unpack(raw)
	if err != nil {
		return none, fmt.Errorf("%w: %s: %w", ErrOtherAnswer, to, err)
	}
	return out, nil
}
