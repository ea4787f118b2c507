package evm_test

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
)

func ask(t *testing.T, b evm.Backend, to common.Address, data []byte) []byte {
	t.Helper()
	raw, err := b.CallContract(t.Context(), ethereum.CallMsg{To: &to, Data: data}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestDeployMarket(t *testing.T) {
	c := newChain(t, devchain.Options{})
	s := newSender(t, c.Client(), c.Accounts()[0], nil)
	admin := common.HexToAddress("0xad")
	d, err := evm.DeployMarket(t.Context(), s, evm.MarketSetup{
		Networks:  []evm.MarketNetwork{{"one", common.Address{1}, 1}, {"two", common.Address{2}, 3}},
		Submitter: common.Address{3}, Admin: admin, PreferredWeight: 4, Fund: big.NewInt(7),
	})
	if err != nil {
		t.Fatal(err)
	}
	pm, token, proxyAdmin := contracts.NewProofManager(), contracts.NewTestUSDC(), contracts.NewProxyAdmin()
	info, err := pm.UnpackProvingNetworkInfo(ask(t, c.Client(), d.ProofManager, pm.PackProvingNetworkInfo(2)))
	if err != nil || info.Name != "two" || info.Weight != 3 {
		t.Errorf("%+v, %v", info, err)
	}
	if usdc, err := pm.UnpackUsdc(ask(t, c.Client(), d.ProofManager, pm.PackUsdc())); err != nil || usdc != d.Token {
		t.Errorf("token %s, %v", usdc, err)
	}
	if funds, err := token.UnpackBalanceOf(ask(t, c.Client(), d.Token, token.PackBalanceOf(d.ProofManager))); err != nil || funds.Int64() != 7 {
		t.Errorf("funds %s, %v", funds, err)
	}
	if owner, err := proxyAdmin.UnpackOwner(ask(t, c.Client(), d.ProxyAdmin, proxyAdmin.PackOwner())); err != nil || owner != admin {
		t.Errorf("upgrades belong to %s, %v", owner, err)
	}
	if _, err := evm.DeployMarket(t.Context(), s, evm.MarketSetup{Token: d.Token, Fund: big.NewInt(1)}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("minting another's token: %v", err)
	}
}

func TestDeploySettlementPaysForNothingThatCanNotBe(t *testing.T) {
	c := newChain(t, devchain.Options{})
	f := &faulty{Backend: c.Client()}
	s := newSender(t, f, c.Accounts()[0], nil)
	for _, circuit := range []evm.Circuit{
		{ProtocolVersion: "one", Key: groth16.NewVerifyingKey(ecc.BN254)},
		{ProtocolVersion: "0.1.0", Key: groth16.NewVerifyingKey(ecc.BW6_761)},
	} {
		if _, err := evm.DeploySettlement(t.Context(), s, evm.SettlementSetup{Circuits: []evm.Circuit{circuit}}); err == nil || len(f.sent) != 0 {
			t.Errorf("%v, %d transactions", err, len(f.sent))
		}
	}
	owner := common.HexToAddress("0x0e")
	d, err := evm.DeploySettlement(t.Context(), s, evm.SettlementSetup{StateRoot: common.Hash{1}, Owner: owner, Settler: target})
	if err != nil || d.PendingOwner != owner || d.Block == 0 {
		t.Fatalf("%+v, %v", d, err)
	}
	contract := contracts.NewSettlement()
	if pending, err := contract.UnpackPendingOwner(ask(t, c.Client(), d.Settlement, contract.PackPendingOwner())); err != nil || pending != owner {
		t.Errorf("owner to be %s, %v", pending, err)
	}
	if ok, err := contract.UnpackSettlers(ask(t, c.Client(), d.Settlement, contract.PackSettlers(target))); err != nil || !ok {
		t.Errorf("settler %v, %v", ok, err)
	}
}
