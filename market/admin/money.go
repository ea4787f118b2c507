package admin

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
	"github.com/muster-zk/muster/market"
)

// Withdraw takes out funds that no request may need.
type Withdraw struct {
	// Token is which; zero is the payment token. Others were sent by mistake.
	Token  common.Address
	Amount *big.Int // in units of the token
}

// Fund sends the payment token from the account to the contract.
type Fund struct{ Amount market.USDC }

// Name returns "withdraw".
func (Withdraw) Name() string { return "withdraw" }

// Name returns "fund".
func (Fund) Name() string { return "fund" }

// balance reads what an account has of a token.
func (a *Admin) balance(ctx context.Context, token, account common.Address) (*big.Int, error) {
	erc20 := contracts.NewTestUSDC()
	raw, err := a.cfg.Backend.CallContract(ctx, ethereum.CallMsg{To: &token, Data: erc20.PackBalanceOf(account)}, nil)
	if err = evm.Explain(err); err != nil && !errors.Is(err, evm.ErrReverted) {
		return nil, fmt.Errorf("read what %s has of token %s: %w", account, token, err)
	}
	n, unpackErr := erc20.UnpackBalanceOf(raw)
	if err != nil || unpackErr != nil {
		return nil, muster.InvalidField("token", "the address of an ERC-20 token", token.Hex())
	}
	return n, nil
}

func (w Withdraw) plan(ctx context.Context, a *Admin, p *Preview) error {
	if w.Amount == nil || w.Amount.Sign() <= 0 {
		return muster.InvalidField("amount", "an amount above 0", fmt.Sprint(w.Amount))
	}
	if w.Amount.BitLen() > 256 {
		return muster.InvalidField("amount", "an amount below 2^256", w.Amount.String())
	}
	token, name := w.Token, w.Token.Hex()
	if token == (common.Address{}) || token == a.token {
		token, name = a.token, "USDC"
	}
	has, err := a.balance(ctx, token, a.cfg.Contract)
	if err != nil {
		return err
	}
	mine, err := a.balance(ctx, token, a.cfg.Account)
	if err != nil {
		return err
	}
	show := func(n *big.Int) string { return n.String() }
	if token == a.token {
		show = usdc
		balance, obligations, err := a.contract.Funds(ctx)
		if err != nil {
			return err
		}
		free := balance - min(obligations, balance)
		p.note("of %s USDC in the contract, %s are owed to networks or may come to be, and stay", balance, obligations)
		p.change("free funds in USDC", free, usdc(new(big.Int).Sub(free.Big(), w.Amount)))
		if w.Amount.Cmp(free.Big()) > 0 {
			p.refuse("%s USDC are free, %s are wanted: of %s, %s are owed or may come to be", free, usdc(w.Amount), balance, obligations)
		}
	} else if w.Amount.Cmp(has) > 0 {
		p.refuse("the contract has %s of token %s, %s are wanted", has, name, w.Amount)
	}
	p.change("contract's balance of "+name, show(has), show(new(big.Int).Sub(has, w.Amount)))
	p.change("account's balance of "+name, show(mine), show(new(big.Int).Add(mine, w.Amount)))
	return a.administrate(ctx, p, a.contract.Withdraw(token, w.Amount))
}

// usdc shows an amount of any size and sign in whole tokens.
func usdc(n *big.Int) string {
	if n.Sign() < 0 {
		return "-" + usdc(new(big.Int).Neg(n))
	}
	if !n.IsUint64() {
		return n.String() + " millionths"
	}
	return market.USDC(n.Uint64()).String()
}

func (f Fund) plan(ctx context.Context, a *Admin, p *Preview) error {
	if f.Amount == 0 {
		return muster.InvalidField("amount", "an amount above 0", "0")
	}
	balance, obligations, err := a.contract.Funds(ctx)
	if err != nil {
		return err
	}
	mine, err := a.balance(ctx, a.token, a.cfg.Account)
	if err != nil {
		return err
	}
	if mine.Cmp(f.Amount.Big()) < 0 {
		p.refuse("the account has %s USDC, %s are to be sent", usdc(mine), f.Amount)
	}
	p.change("contract's balance of USDC", balance, balance+f.Amount)
	p.change("free funds in USDC", balance-min(obligations, balance), balance+f.Amount-min(obligations, balance+f.Amount))
	p.change("account's balance of USDC", usdc(mine), usdc(new(big.Int).Sub(mine, f.Amount.Big())))
	p.call(evm.Call{
		To: a.token, Data: contracts.NewTestUSDC().PackTransfer(a.cfg.Contract, f.Amount.Big()),
		Label: fmt.Sprintf("send %s USDC to the Proof Manager", f.Amount),
	}, tokenABI)
	return nil
}
