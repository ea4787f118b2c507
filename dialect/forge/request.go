package forge

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/strictjson"
)

// treeDepth is the length of a Merkle path.
const treeDepth = 32

// proveRequest is the body of POST /v2/batch/prove.
type proveRequest struct {
	BatchID          uint64       `json:"batch_id"`
	PreStateRoot     string       `json:"pre_state_root"`
	PostStateRoot    string       `json:"post_state_root"`
	PreShieldedRoot  string       `json:"pre_shielded_root"`
	PostShieldedRoot string       `json:"post_shielded_root"`
	Transfers        []transfer   `json:"transfers,omitempty"`
	Withdrawals      []withdrawal `json:"withdrawals,omitempty"`
	Shielded         []shielded   `json:"shielded,omitempty"`
}

// storedRequest is a proveRequest as it is stored: with all three arrays.
type storedRequest struct {
	BatchID          uint64       `json:"batch_id"`
	PreStateRoot     string       `json:"pre_state_root"`
	PostStateRoot    string       `json:"post_state_root"`
	PreShieldedRoot  string       `json:"pre_shielded_root"`
	PostShieldedRoot string       `json:"post_shielded_root"`
	Transfers        []transfer   `json:"transfers"`
	Withdrawals      []withdrawal `json:"withdrawals"`
	Shielded         []shielded   `json:"shielded"`
}

type transfer struct {
	SenderPubkey        string   `json:"sender_pubkey"`
	SenderBalance       uint64   `json:"sender_balance"`
	SenderNonce         uint64   `json:"sender_nonce"`
	SenderMerklePath    []string `json:"sender_merkle_path"`
	SenderPathIndices   []uint32 `json:"sender_path_indices"`
	ReceiverPubkey      string   `json:"receiver_pubkey"`
	ReceiverBalance     uint64   `json:"receiver_balance"`
	ReceiverNonce       uint64   `json:"receiver_nonce"`
	ReceiverMerklePath  []string `json:"receiver_merkle_path"`
	ReceiverPathIndices []uint32 `json:"receiver_path_indices"`
	Amount              uint64   `json:"amount"`
	Signature           string   `json:"signature"`
}

type withdrawal struct {
	SenderPubkey      string   `json:"sender_pubkey"`
	SenderBalance     uint64   `json:"sender_balance"`
	SenderNonce       uint64   `json:"sender_nonce"`
	SenderMerklePath  []string `json:"sender_merkle_path"`
	SenderPathIndices []uint32 `json:"sender_path_indices"`
	L1Recipient       string   `json:"l1_recipient"`
	Amount            uint64   `json:"amount"`
	Signature         string   `json:"signature"`
}

// decodeRequest reads a request and checks the form of every value; what the
// values mean is the program's to check. Hexadecimal text becomes lower-case
// and loses a leading 0x, so that equal content has equal bytes.
func decodeRequest(body []byte) (*proveRequest, error) {
	var r proveRequest
	if err := strictjson.Unmarshal(body, &r); err != nil {
		return nil, err
	}
	var c checker
	for _, f := range []struct {
		name string
		text *string
	}{
		{"pre_state_root", &r.PreStateRoot}, {"post_state_root", &r.PostStateRoot},
		{"pre_shielded_root", &r.PreShieldedRoot}, {"post_shielded_root", &r.PostShieldedRoot},
	} {
		c.hex(f.name, f.text, 32)
	}
	for i := range r.Transfers {
		t, at := &r.Transfers[i], fmt.Sprintf("transfers[%d].", i)
		c.hex(at+"sender_pubkey", &t.SenderPubkey, 32)
		c.path(at+"sender_merkle_path", t.SenderMerklePath)
		c.indices(at+"sender_path_indices", t.SenderPathIndices)
		c.hex(at+"receiver_pubkey", &t.ReceiverPubkey, 32)
		c.path(at+"receiver_merkle_path", t.ReceiverMerklePath)
		c.indices(at+"receiver_path_indices", t.ReceiverPathIndices)
		c.hex(at+"signature", &t.Signature, 64)
	}
	for i := range r.Withdrawals {
		w, at := &r.Withdrawals[i], fmt.Sprintf("withdrawals[%d].", i)
		c.hex(at+"sender_pubkey", &w.SenderPubkey, 32)
		c.path(at+"sender_merkle_path", w.SenderMerklePath)
		c.indices(at+"sender_path_indices", w.SenderPathIndices)
		c.hex(at+"l1_recipient", &w.L1Recipient, 32)
		c.hex(at+"signature", &w.Signature, 64)
	}
	for i := range r.Shielded {
		r.Shielded[i].check(&c, fmt.Sprintf("shielded[%d].", i))
	}
	return &r, c.err
}

// stored returns the bytes that the batch's program reads.
func (r *proveRequest) stored() []byte {
	s := storedRequest(*r)
	if s.Transfers == nil {
		s.Transfers = []transfer{}
	}
	if s.Withdrawals == nil {
		s.Withdrawals = []withdrawal{}
	}
	if s.Shielded == nil {
		s.Shielded = []shielded{}
	}
	return encode(s)
}

// transactions returns how many entries the request has.
func (r *proveRequest) transactions() int {
	return len(r.Transfers) + len(r.Withdrawals) + len(r.Shielded)
}

// checker checks the form of values and keeps the first error.
type checker struct{ err error }

func (c *checker) wrong(field, expected, got string) {
	if c.err == nil {
		c.err = muster.InvalidField(field, expected, got)
	}
}

// hex checks hexadecimal text of so many bytes and normalizes it.
func (c *checker) hex(field string, text *string, size int) {
	if c.err != nil {
		return
	}
	digits := strings.ToLower(strings.TrimPrefix(*text, "0x"))
	if _, err := hex.DecodeString(digits); err != nil || len(digits) != 2*size {
		c.wrong(field, fmt.Sprintf("%d hexadecimal digits", 2*size), *text)
		return
	}
	*text = digits
}

func (c *checker) path(field string, path []string) {
	if len(path) != treeDepth {
		c.wrong(field, fmt.Sprintf("%d hashes", treeDepth), fmt.Sprint(len(path)))
	}
	for i := range path {
		if c.err != nil {
			return
		}
		c.hex(fmt.Sprintf("%s[%d]", field, i), &path[i], 32)
	}
}

func (c *checker) indices(field string, indices []uint32) {
	if len(indices) != treeDepth {
		c.wrong(field, fmt.Sprintf("%d numbers", treeDepth), fmt.Sprint(len(indices)))
	}
	for i, n := range indices {
		if n > 1 {
			c.wrong(fmt.Sprintf("%s[%d]", field, i), "0 or 1", fmt.Sprint(n))
		}
	}
}
