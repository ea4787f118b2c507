package admin

import (
	"encoding/binary"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/vm"

	"github.com/muster-zk/muster/contracts"
)

// part is a contract's creation within a rehearsal.
type part struct {
	code    []byte
	patches []patch
}

// patch writes the address of a contract that was made before into a part's
// code.
type patch struct {
	at   int // of the word, in the code
	from int // index of the part that made the contract
}

// rehearsal is code that makes the contracts one after the other, so that a
// node can say what comes of it before any of them is there. It is never sent.
func (d Deploy) rehearsal(admin common.Address, init func(token common.Address) []byte) []byte {
	const (
		word      = 32
		head      = 4 * word   // of the proxy's arguments before its call: three words and a length
		tokenWord = 4 + 2*word // in the call to initialize
	)
	proxy := len(common.FromHex(contracts.TransparentUpgradeableProxyMetaData.Bin))
	var parts []part
	last := part{code: contracts.ProxyConstructor(common.Address{}, admin, init(d.Token))}
	if d.Token == (common.Address{}) {
		last.patches = append(last.patches, patch{proxy + head + tokenWord, 0})
		parts = append(parts, part{code: common.FromHex(contracts.TestUSDCMetaData.Bin)})
	}
	last.patches = append(last.patches, patch{proxy, len(parts)})
	return rehearse(append(parts, part{code: contracts.ProofManagerCode()}, last))
}

// rehearse assembles a creation that makes the parts in order, and reverts with
// what the first one reverts with that does.
func rehearse(parts []part) []byte {
	const (
		push3  = byte(vm.PUSH3)
		ending = 1 + 11 // STOP, and the revert
	)
	sizeOf := func(p part) int { return 4 + 4 + 2 + 1 + len(p.patches)*(1+4+1) + 4 + 2 + 2 + 1 + 1 + 1 + 4 + 1 }
	program := ending
	for _, p := range parts {
		program += sizeOf(p)
	}
	var code []byte
	number := func(n int) {
		code = append(code, push3)
		code = append(code, binary.BigEndian.AppendUint32(nil, uint32(n))[1:]...)
	}
	op := func(ops ...vm.OpCode) {
		for _, o := range ops {
			code = append(code, byte(o))
		}
	}
	zero := func() { code = append(code, byte(vm.PUSH1), 0) }
	fail := program - ending + 1
	at := program
	for made, p := range parts { // the stack holds the addresses that were made
		number(len(p.code))
		number(at)
		zero()
		op(vm.CODECOPY)
		for _, patch := range p.patches {
			op(vm.DUP1 + vm.OpCode(made-1-patch.from))
			number(patch.at)
			op(vm.MSTORE)
		}
		number(len(p.code))
		zero()
		zero()
		op(vm.CREATE, vm.DUP1, vm.ISZERO)
		number(fail)
		op(vm.JUMPI)
		at += len(p.code)
	}
	op(vm.STOP, vm.JUMPDEST, vm.RETURNDATASIZE)
	zero()
	zero()
	op(vm.RETURNDATACOPY, vm.RETURNDATASIZE)
	zero()
	op(vm.REVERT)
	for _, p := range parts {
		code = append(code, p.code...)
	}
	return code
}
