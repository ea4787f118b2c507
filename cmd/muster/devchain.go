package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
)

// chainKinds are the chains that a demonstration can run on.
var chainKinds = []string{"in-process", "geth"}

// devChain is a chain for a demonstration, with an account that has money.
type devChain struct {
	kind    string
	where   string // for people
	url     string // empty: nobody else reaches it
	node    evm.Backend
	account *evm.Key
	// pass lets time pass on the chain; nil where it can't be hurried.
	pass  func(time.Duration) error
	close func() error
}

// checkChainKind returns an error unless a chain of the kind can be started here.
func checkChainKind(kind string) error {
	switch kind {
	case "in-process":
		return nil
	case "geth":
		_, err := devchain.FindGeth()
		return err
	}
	return usage{fmt.Errorf("--chain %s: expected in-process or geth", kind)}
}

// openDevChain starts a chain of a kind, with a block each second.
func openDevChain(ctx context.Context, kind, dir string) (*devChain, error) {
	if err := checkChainKind(kind); err != nil {
		return nil, err
	}
	if kind == "in-process" {
		c, err := devchain.InProcess(devchain.Options{Period: time.Second})
		if err != nil {
			return nil, err
		}
		return &devChain{kind: kind, where: "an EVM within this process", node: c.Client(), account: c.Accounts()[0], pass: c.AdjustTime, close: c.Close}, nil
	}
	g, err := devchain.Geth(ctx, devchain.GethOptions{Dir: filepath.Join(dir, "geth"), Period: time.Second})
	if err != nil {
		return nil, err
	}
	node, err := evm.Dial(ctx, g.URL(), evm.Options{ChainID: devchain.ChainID})
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return &devChain{kind: kind, where: "geth at " + g.URL(), url: g.URL(), node: node, account: g.Account(), close: func() error {
		node.Close()
		return g.Close()
	}}, nil
}

// sender returns what sends an account's transactions on the chain.
func (c *devChain) sender(signer evm.Signer) (*evm.Sender, error) {
	return evm.NewSender(evm.SenderConfig{Backend: c.node, Signer: signer, ChainID: devchain.ChainID, Poll: 200 * time.Millisecond})
}
