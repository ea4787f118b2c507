package rollup

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// witnessBatch is the witness form of input, which brings the Merkle paths.
type witnessBatch struct {
	BatchID          *uint64           `json:"batch_id"`
	PreStateRoot     string            `json:"pre_state_root"`
	PostStateRoot    string            `json:"post_state_root"`
	PreShieldedRoot  string            `json:"pre_shielded_root"`
	PostShieldedRoot string            `json:"post_shielded_root"`
	Transfers        []json.RawMessage `json:"transfers"`
	Withdrawals      []json.RawMessage `json:"withdrawals"`
	Shielded         []json.RawMessage `json:"shielded"`
}

type witnessSender struct {
	Pubkey  string   `json:"sender_pubkey"`
	Balance *uint64  `json:"sender_balance"`
	Nonce   *uint64  `json:"sender_nonce"`
	Path    []string `json:"sender_merkle_path"`
	Indices []bit    `json:"sender_path_indices"`
}

type witnessReceiver struct {
	Pubkey  string   `json:"receiver_pubkey"`
	Balance *uint64  `json:"receiver_balance"`
	Nonce   *uint64  `json:"receiver_nonce"`
	Path    []string `json:"receiver_merkle_path"`
	Indices []bit    `json:"receiver_path_indices"`
}

type witnessTransfer struct {
	witnessSender
	witnessReceiver
	Amount    *uint64 `json:"amount"`
	Signature string  `json:"signature"`
}

type witnessWithdrawal struct {
	witnessSender
	Recipient string  `json:"l1_recipient"`
	Amount    *uint64 `json:"amount"`
	Signature string  `json:"signature"`
}

// bit is a path index. Unlike a byte it does not make a slice read as base64.
type bit uint16

func decodeWitness(input []byte) (*Batch, error) {
	var in witnessBatch
	if err := decodeJSON("", input, &in); err != nil {
		return nil, err
	}
	b := &Batch{given: []Step{}}
	var err error
	if b.ID, err = number("batch_id", in.BatchID); err != nil {
		return nil, err
	}
	var roots [4]fr.Element
	for i, r := range []struct{ name, text string }{
		{"pre_state_root", in.PreStateRoot}, {"post_state_root", in.PostStateRoot},
		{"pre_shielded_root", in.PreShieldedRoot}, {"post_shielded_root", in.PostShieldedRoot},
	} {
		if roots[i], err = decodeElement(r.name, r.text); err != nil {
			return nil, err
		}
	}
	b.PreState, b.PostState, b.ShieldedRoot, b.PostShielded = &roots[0], &roots[1], roots[2], &roots[3]
	transfers, err := decodeEach[witnessTransfer]("transfers", in.Transfers, MaxTransactions)
	if err != nil {
		return nil, err
	}
	withdrawals, err := decodeEach[witnessWithdrawal]("withdrawals", in.Withdrawals, MaxTransactions-len(transfers))
	if err != nil {
		return nil, err
	}
	shielded, err := decodeEach[witnessShielded]("shielded", in.Shielded, MaxTransactions-len(transfers)-len(withdrawals))
	if err != nil {
		return nil, err
	}
	b.transfers, b.withdrawals = len(transfers), len(withdrawals)
	for i, t := range transfers {
		step, err := t.step(fmt.Sprintf("transfers[%d]", i))
		if err != nil {
			return nil, err
		}
		b.given = append(b.given, step)
	}
	for i, w := range withdrawals {
		step, err := w.step(fmt.Sprintf("withdrawals[%d]", i))
		if err != nil {
			return nil, err
		}
		b.given = append(b.given, step)
	}
	for i, s := range shielded {
		step, err := s.step(fmt.Sprintf("shielded[%d]", i))
		if err != nil {
			return nil, err
		}
		b.given = append(b.given, step)
	}
	return b, nil
}

func (t *witnessTransfer) step(path string) (s Step, err error) {
	s.Kind = circuits.Transfer
	if s.Amount, err = number(path+".amount", t.Amount); err != nil {
		return s, err
	}
	if s.Sender, err = t.witnessSender.entry(path); err != nil {
		return s, err
	}
	if s.Receiver, err = t.witnessReceiver.entry(path); err != nil {
		return s, err
	}
	return s, decodeHex(path+".signature", t.Signature, s.Signature[:])
}

func (w *witnessWithdrawal) step(path string) (s Step, err error) {
	s.Kind = circuits.Withdraw
	if s.Amount, err = number(path+".amount", w.Amount); err != nil {
		return s, err
	}
	if s.Sender, err = w.entry(path); err != nil {
		return s, err
	}
	if err = decodeHex(path+".l1_recipient", w.Recipient, s.Recipient[:]); err != nil {
		return s, err
	}
	return s, decodeHex(path+".signature", w.Signature, s.Signature[:])
}

func (s witnessSender) entry(path string) (Entry, error) {
	return witnessEntry(path+".sender_", s.Pubkey, s.Balance, s.Nonce, s.Path, s.Indices)
}

func (r witnessReceiver) entry(path string) (Entry, error) {
	return witnessEntry(path+".receiver_", r.Pubkey, r.Balance, r.Nonce, r.Path, r.Indices)
}

func witnessEntry(prefix, pubkey string, balance, nonce *uint64, siblings []string, indices []bit) (e Entry, err error) {
	if err = decodeHex(prefix+"pubkey", pubkey, e.Key[:]); err != nil {
		return e, err
	}
	if e.Balance, err = number(prefix+"balance", balance); err != nil {
		return e, err
	}
	if e.Nonce, err = number(prefix+"nonce", nonce); err != nil {
		return e, err
	}
	if e.Path, err = decodeElements(prefix+"merkle_path", siblings, circuits.StateDepth); err != nil {
		return e, err
	}
	e.Index, err = indexOf(prefix+"path_indices", indices)
	return e, err
}

// indexOf returns the leaf that path indices lead from.
func indexOf(path string, indices []bit) (index uint32, err error) {
	if len(indices) != circuits.StateDepth {
		return 0, muster.InvalidField(path, fmt.Sprintf("%d entries", circuits.StateDepth), fmt.Sprint(len(indices)))
	}
	for i, b := range indices {
		if b > 1 {
			return 0, muster.InvalidField(fmt.Sprintf("%s[%d]", path, i), "0 or 1", fmt.Sprint(b))
		}
		index |= uint32(b) << i
	}
	return index, nil
}

// MarshalWitness writes an executed batch of transfers, then withdrawals, then
// shielded transfers in the witness form, which has no deposits.
func (b *Batch) MarshalWitness(t *Trace) ([]byte, error) {
	out := witnessBatch{
		BatchID: &b.ID, PreStateRoot: t.Result.PreStateRoot, PostStateRoot: t.Result.PostStateRoot,
		PreShieldedRoot: t.Result.PreShieldedRoot, PostShieldedRoot: t.Result.PostShieldedRoot,
		Transfers: []json.RawMessage{}, Withdrawals: []json.RawMessage{}, Shielded: []json.RawMessage{},
	}
	for _, chunk := range t.Chunks {
		for _, s := range chunk.Steps {
			switch {
			case s.Kind == circuits.Deposit:
				return nil, fmt.Errorf("write batch with Merkle paths: the form has no deposits")
			case s.Kind == circuits.Transfer && len(out.Withdrawals) > 0:
				return nil, fmt.Errorf("write batch with Merkle paths: a transfer follows a withdrawal")
			case s.Kind != circuits.Shielded && len(out.Shielded) > 0:
				return nil, fmt.Errorf("write batch with Merkle paths: a %s follows a shielded transfer", kindName(s.Kind))
			}
			var raw []byte
			var err error
			if s.Kind == circuits.Shielded {
				if raw, err = json.Marshal(s.witnessShielded()); err != nil {
					return nil, fmt.Errorf("write shielded transfer: %w", err)
				}
				out.Shielded = append(out.Shielded, raw)
				continue
			}
			sender := witnessSender{s.Sender.Key.String(), &s.Sender.Balance, &s.Sender.Nonce, elementsHex(s.Sender.Path), indexBits(s.Sender.Index)}
			if s.Kind == circuits.Transfer {
				receiver := witnessReceiver{s.Receiver.Key.String(), &s.Receiver.Balance, &s.Receiver.Nonce, elementsHex(s.Receiver.Path), indexBits(s.Receiver.Index)}
				raw, err = json.Marshal(witnessTransfer{sender, receiver, &s.Amount, s.Signature.String()})
				out.Transfers = append(out.Transfers, raw)
			} else {
				raw, err = json.Marshal(witnessWithdrawal{sender, hex.EncodeToString(s.Recipient[:]), &s.Amount, s.Signature.String()})
				out.Withdrawals = append(out.Withdrawals, raw)
			}
			if err != nil {
				return nil, fmt.Errorf("write transaction: %w", err)
			}
		}
	}
	return json.Marshal(out)
}

func indexBits(index uint32) []bit {
	bits := make([]bit, circuits.StateDepth)
	for i := range bits {
		bits[i] = bit(index >> i & 1)
	}
	return bits
}
