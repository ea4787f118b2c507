package admin

import (
	"fmt"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/evm"
)

// Preview is what an action would do, as the chain is at Block.
type Preview struct {
	Action   string         `json:"action"`
	Chain    string         `json:"chain_id"`
	Contract common.Address `json:"contract,omitzero"`
	Account  common.Address `json:"account"` // that would sign
	Block    uint64         `json:"block"`
	Time     time.Time      `json:"time"`           // of Block
	Role     *RoleCheck     `json:"role,omitempty"` // nil where none is needed
	Steps    []Step         `json:"steps"`          // one transaction each
	Changes  []Change       `json:"changes"`
	Notes    []string       `json:"notes,omitempty"`
	Warnings []string       `json:"warnings,omitempty"`
	// Refused says why it can't be executed; empty where it can.
	Refused string `json:"refused,omitempty"`

	Gas     uint64     `json:"gas"`         // of all steps
	FeeCap  muster.Wei `json:"fee_cap_wei"` // most for each unit of gas
	Fee     muster.Wei `json:"fee_wei"`     // most for all of it
	Balance muster.Wei `json:"balance_wei"` // of the account
	action  Action
}

// RoleCheck says whether the account has the role that an action needs.
type RoleCheck struct {
	Needed string `json:"needed"`
	Held   bool   `json:"held"`
}

// Step is one transaction.
type Step struct {
	Label     string          `json:"label"`
	To        *common.Address `json:"to,omitempty"` // nil creates a contract
	Creates   *common.Address `json:"creates,omitempty"`
	Function  string          `json:"function"` // its signature
	Arguments []Argument      `json:"arguments"`
	Data      hexutil.Bytes   `json:"data"`
	Gas       uint64          `json:"gas"` // estimated; 0 where it would fail
	Outcome   string          `json:"outcome"`

	simulate []byte // in place of Data, where that depends on a step before
}

// Argument is one of a call.
type Argument struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Value string `json:"value"`
}

// Change is what an action changes.
type Change struct {
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func (p *Preview) refuse(format string, args ...any) {
	if p.Refused == "" {
		p.Refused = fmt.Sprintf(format, args...)
	}
}

func (p *Preview) warn(format string, args ...any) {
	p.Warnings = append(p.Warnings, fmt.Sprintf(format, args...))
}

func (p *Preview) note(format string, args ...any) {
	p.Notes = append(p.Notes, fmt.Sprintf(format, args...))
}

// change notes a change. What stays as it is is worth a warning.
func (p *Preview) change(what string, before, after any) {
	c := Change{what, fmt.Sprint(before), fmt.Sprint(after)}
	p.Changes = append(p.Changes, c)
	if c.Before == c.After {
		p.warn("%s is %s already", what, c.Before)
	}
}

// call adds a transaction that calls a contract of this ABI.
func (p *Preview) call(c evm.Call, of abi.ABI) {
	s := Step{Label: c.Label, To: &c.To, Data: c.Data, Arguments: []Argument{}}
	s.Function, s.Arguments = decoded(of, c.Data)
	p.Steps = append(p.Steps, s)
}

// decoded reads a call's function and arguments from its bytes, so that what is
// shown is what is signed.
func decoded(of abi.ABI, data []byte) (function string, arguments []Argument) {
	arguments = []Argument{}
	method, err := of.MethodById(data)
	if err != nil {
		return "unknown " + hexutil.Encode(data[:min(len(data), 4)]), arguments
	}
	values, err := method.Inputs.Unpack(data[4:])
	if err != nil {
		return method.Sig + ", with arguments that can't be read", arguments
	}
	for i, v := range values {
		in := method.Inputs[i]
		arguments = append(arguments, Argument{Name: in.Name, Type: in.Type.String(), Value: text(v)})
	}
	return method.Sig, arguments
}

func text(v any) string {
	switch v := v.(type) {
	case common.Address:
		return v.Hex()
	case [32]byte:
		return hexutil.Encode(v[:])
	case []byte:
		return hexutil.Encode(v)
	case string:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprintf("%+v", v)
}

// String returns the preview for people.
func (p Preview) String() string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-10s%s\n", name, fmt.Sprintf(format, args...))
	}
	line("action", "%s", p.Action)
	line("chain", "%s, at block %d (%s)", p.Chain, p.Block, p.Time.Format(time.RFC3339))
	if p.Contract != (common.Address{}) {
		line("contract", "%s", p.Contract)
	}
	line("account", "%s", p.Account)
	if p.Role != nil {
		line("role", "%s: %s", p.Role.Needed, map[bool]string{true: "held", false: "NOT HELD by the account"}[p.Role.Held])
	}
	for i, s := range p.Steps {
		fmt.Fprintf(&b, "\ntransaction %d of %d: %s\n", i+1, len(p.Steps), s.Label)
		switch {
		case s.To != nil:
			line("  to", "%s", s.To)
		case s.Creates != nil:
			line("  creates", "%s", s.Creates)
		}
		line("  calls", "%s", s.Function)
		for _, a := range s.Arguments {
			fmt.Fprintf(&b, "    %s %s = %s\n", a.Type, a.Name, a.Value)
		}
		line("  data", "%s", shortData(s.Data))
		line("  gas", "%d", s.Gas)
		line("  result", "%s", s.Outcome)
	}
	if len(p.Changes) > 0 {
		b.WriteString("\nchanges\n")
	}
	for _, c := range p.Changes {
		fmt.Fprintf(&b, "  %s: %s -> %s\n", c.What, c.Before, c.After)
	}
	b.WriteString("\n")
	line("fees", "at most %s wei (%d gas at %s wei), the account has %s", p.Fee, p.Gas, p.FeeCap, p.Balance)
	for _, n := range p.Notes {
		line("note", "%s", n)
	}
	for _, w := range p.Warnings {
		line("warning", "%s", w)
	}
	if p.Refused != "" {
		line("REFUSED", "%s", p.Refused)
	}
	return b.String()
}

// shortData shows calls whole and code by its beginning.
func shortData(d hexutil.Bytes) string {
	const most = 1024
	if len(d) <= most {
		return d.String()
	}
	return fmt.Sprintf("%s… (%d bytes)", d[:32], len(d))
}

// abiOf is a contract's ABI from its bindings.
func abiOf(m interface{ ParseABI() (*abi.ABI, error) }) abi.ABI {
	parsed, err := m.ParseABI()
	if err != nil {
		panic("admin: the generated ABI is always read: " + err.Error())
	}
	return *parsed
}

var (
	managerABI = abiOf(&contracts.ProofManagerMetaData)
	tokenABI   = abiOf(&contracts.TestUSDCMetaData)
	proxyABI   = abiOf(&contracts.ProxyAdminMetaData)
)
