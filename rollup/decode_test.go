package rollup

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// edit decodes JSON, lets change work on it and encodes it again.
func edit(t *testing.T, raw []byte, change func(map[string]any)) []byte {
	t.Helper()
	var v map[string]any
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	change(v)
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// at returns the i-th object of an array.
func at(v map[string]any, list string, i int) map[string]any {
	return v[list].([]any)[i].(map[string]any)
}

func nativeInput(t testing.TB) []byte {
	s := newScene(t)
	s.transfer("alice", "bob", 3)
	s.deposit("carol", 4)
	s.withdraw("bob", [32]byte{1}, 5)
	raw, err := json.Marshal(s.batch)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func witnessInput(t testing.TB) []byte {
	b, err := Generate(4, 8, Mix{Accounts: 4, Transactions: 6, Withdrawals: 34, Ordered: true})
	if err != nil {
		t.Fatal(err)
	}
	trace, err := b.Execute(t.Context(), Params{4, 2})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := b.MarshalWitness(trace)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestDecodeNative(t *testing.T) {
	raw := nativeInput(t)
	b, err := Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if b.Len() != 3 || b.ID != 7 {
		t.Errorf("%d transactions in batch %d", b.Len(), b.ID)
	}
	if again, _ := json.Marshal(b); string(again) != string(raw) {
		t.Error("writing what was read gives something else")
	}
	prefixed := edit(t, raw, func(v map[string]any) {
		a := at(v, "accounts", 0)
		a["pubkey"] = "0x" + a["pubkey"].(string)
	})
	if _, err := Decode(prefixed); err != nil {
		t.Errorf("with 0x: %v", err)
	}
	bare := []byte(`{"batch_id":18446744073709551615,"accounts":[],"transactions":[]}`)
	if b, err := Decode(bare); err != nil || b.ID != 1<<64-1 {
		t.Errorf("without transactions: %v", err)
	} else if _, err := b.Execute(t.Context(), Params{4, 4}); err != nil {
		t.Errorf("without transactions: %v", err)
	}
}

func TestDecodeNativeRefuses(t *testing.T) {
	for _, tc := range []struct {
		field  string
		change func(map[string]any)
	}{
		{"batch_id", func(v map[string]any) { delete(v, "batch_id") }},
		{"batch_id", func(v map[string]any) { v["batch_id"] = -1 }},
		{"batch_id", func(v map[string]any) { v["batch_id"] = 1.5 }},
		{"batch_id", func(v map[string]any) { v["batch_id"] = json.Number("18446744073709551616") }},
		{"colour", func(v map[string]any) { v["colour"] = 1 }},
		{"transfers", func(v map[string]any) { v["transfers"] = []any{} }},
		{"accounts", func(v map[string]any) { v["accounts"] = "none" }},
		{"accounts[1]", func(v map[string]any) { v["accounts"].([]any)[1] = 5 }},
		{"accounts[0].pubkey", func(v map[string]any) { at(v, "accounts", 0)["pubkey"] = "ab" }},
		{"accounts[0].pubkey", func(v map[string]any) { at(v, "accounts", 0)["pubkey"] = strings.Repeat("x", 64) }},
		{"accounts[0].balance", func(v map[string]any) { delete(at(v, "accounts", 0), "balance") }},
		{"accounts[0].nonce", func(v map[string]any) { delete(at(v, "accounts", 0), "nonce") }},
		{"accounts[2].index", func(v map[string]any) { at(v, "accounts", 2)["index"] = json.Number("4294967296") }},
		{"accounts[0].name", func(v map[string]any) { at(v, "accounts", 0)["name"] = "alice" }},
		{"pre_state_root", func(v map[string]any) { v["pre_state_root"] = strings.Repeat("f", 64) }},
		{"post_state_root", func(v map[string]any) { v["post_state_root"] = "12" }},
		{"shielded_root", func(v map[string]any) { v["shielded_root"] = "zz" }},
		{"transactions[0].type", func(v map[string]any) { at(v, "transactions", 0)["type"] = "mint" }},
		{"transactions[0].amount", func(v map[string]any) { at(v, "transactions", 0)["amount"] = "3" }},
		{"transactions[0].amount", func(v map[string]any) { delete(at(v, "transactions", 0), "amount") }},
		{"transactions[0].nonce", func(v map[string]any) { delete(at(v, "transactions", 0), "nonce") }},
		{"transactions[0].from", func(v map[string]any) { delete(at(v, "transactions", 0), "from") }},
		{"transactions[0].signature", func(v map[string]any) { at(v, "transactions", 0)["signature"] = "00" }},
		{"transactions[0].recipient", func(v map[string]any) { at(v, "transactions", 0)["recipient"] = strings.Repeat("0", 64) }},
		{"transactions[1].signature", func(v map[string]any) { at(v, "transactions", 1)["signature"] = strings.Repeat("0", 128) }},
		{"transactions[1].nonce", func(v map[string]any) { at(v, "transactions", 1)["nonce"] = 0 }},
		{"transactions[1].from", func(v map[string]any) { at(v, "transactions", 1)["from"] = at(v, "transactions", 0)["from"] }},
		{"transactions[2].to", func(v map[string]any) { at(v, "transactions", 2)["to"] = at(v, "transactions", 0)["to"] }},
		{"transactions[2].recipient", func(v map[string]any) { at(v, "transactions", 2)["recipient"] = "" }},
	} {
		t.Run(tc.field, func(t *testing.T) {
			_, err := Decode(edit(t, nativeInput(t), tc.change))
			wantField(t, err, muster.CodeInvalid, tc.field)
		})
	}
}

func TestDecodeRefusesNoJSON(t *testing.T) {
	for _, raw := range []string{"", "null x", "[]", "{", "7", `{"batch_id":1,"accounts":[],"transactions":[]} {}`, "\xff"} {
		_, err := Decode([]byte(raw))
		wantField(t, err, muster.CodeInvalid, "input")
	}
}

func TestDecodeLimits(t *testing.T) {
	if _, err := Decode(make([]byte, MaxInput+1)); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("input over the limit: %v", err)
	}
	many := func(n int) string { return strings.TrimSuffix(strings.Repeat("{},", n), ",") }
	for field, raw := range map[string]string{
		"accounts":     fmt.Sprintf(`{"batch_id":1,"transactions":[],"accounts":[%s]}`, many(MaxAccounts+1)),
		"transactions": fmt.Sprintf(`{"batch_id":1,"accounts":[],"transactions":[%s]}`, many(MaxTransactions+1)),
	} {
		_, err := Decode([]byte(raw))
		wantField(t, err, muster.CodeTooLarge, field)
	}
	raw := edit(t, witnessInput(t), func(v map[string]any) {
		list := make([]any, MaxTransactions+1)
		for i := range list {
			list[i] = map[string]any{}
		}
		v["transfers"] = list
	})
	_, err := Decode(raw)
	wantField(t, err, muster.CodeTooLarge, "transfers")
}

func TestDecodeWitness(t *testing.T) {
	raw := witnessInput(t)
	b, err := Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	given, err := b.Execute(t.Context(), Params{4, 2})
	if err != nil {
		t.Fatal(err)
	}
	native, err := Generate(4, 8, Mix{Accounts: 4, Transactions: 6, Withdrawals: 34, Ordered: true})
	if err != nil {
		t.Fatal(err)
	}
	want, err := native.Execute(t.Context(), Params{4, 2})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := mustJSON(t, given.Result), mustJSON(t, want.Result); a != b {
		t.Errorf("the forms give different results:\n%s\n%s", a, b)
	}
	for i := range want.Chunks {
		a, errA := given.Chunks[i].Encode()
		b, errB := want.Chunks[i].Encode()
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("the forms give different inputs of chunk %d", i)
		}
	}
	if n := len(want.Result.Withdrawals); n == 0 || n == 6 {
		t.Errorf("%d withdrawals of 6", n)
	}
	if _, err := json.Marshal(b); err == nil {
		t.Error("written in the native form without accounts")
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestWitnessRefuses covers decoding and execution: either names the field.
func TestWitnessRefuses(t *testing.T) {
	flip := func(hex string) string { // another digit, still below the modulus
		if hex[len(hex)-1] == '0' {
			return hex[:len(hex)-1] + "1"
		}
		return hex[:len(hex)-1] + "0"
	}
	for _, tc := range []struct {
		field  string
		change func(map[string]any)
	}{
		{"batch_id", func(v map[string]any) { delete(v, "batch_id") }},
		{"pre_state_root", func(v map[string]any) { v["pre_state_root"] = "" }},
		{"transfers[0].sender_merkle_path", func(v map[string]any) { v["pre_state_root"] = flip(v["pre_state_root"].(string)) }},
		{"post_state_root", func(v map[string]any) { v["post_state_root"] = flip(v["post_state_root"].(string)) }},
		{"post_shielded_root", func(v map[string]any) { v["post_shielded_root"] = flip(v["post_shielded_root"].(string)) }},
		{"pre_shielded_root", func(v map[string]any) { delete(v, "pre_shielded_root") }},
		{"transfers[1].signature", func(v map[string]any) {
			tx := at(v, "transfers", 1)
			tx["signature"] = flip(tx["signature"].(string))
		}},
		{"transfers[1].signature", func(v map[string]any) { at(v, "transfers", 1)["amount"] = 1 }},
		{"transfers[1].amount", func(v map[string]any) { at(v, "transfers", 1)["amount"] = 0 }},
		{"transfers[1].amount", func(v map[string]any) { at(v, "transfers", 1)["amount"] = json.Number("9999999999") }},
		{"transfers[1].sender_merkle_path", func(v map[string]any) { at(v, "transfers", 1)["sender_balance"] = json.Number("99999999999") }},
		{"transfers[1].sender_merkle_path", func(v map[string]any) { at(v, "transfers", 1)["sender_nonce"] = 99 }},
		{"transfers[1].receiver_merkle_path", func(v map[string]any) { at(v, "transfers", 1)["receiver_balance"] = 99 }},
		{"transfers[1].receiver_merkle_path", func(v map[string]any) { at(v, "transfers", 1)["receiver_nonce"] = 99 }},
		{"transfers[1].receiver_pubkey", func(v map[string]any) { at(v, "transfers", 1)["receiver_pubkey"] = strings.Repeat("7f", 32) }},
		{"transfers[1].sender_merkle_path[4]", func(v map[string]any) {
			at(v, "transfers", 1)["sender_merkle_path"].([]any)[4] = strings.Repeat("f", 64)
		}},
		{"transfers[1].sender_merkle_path", func(v map[string]any) {
			path := at(v, "transfers", 1)["sender_merkle_path"].([]any)
			path[4] = flip(path[4].(string))
		}},
		{"transfers[1].sender_merkle_path", func(v map[string]any) {
			tx := at(v, "transfers", 1)
			tx["sender_merkle_path"] = tx["sender_merkle_path"].([]any)[:31]
		}},
		{"transfers[0].receiver_path_indices", func(v map[string]any) { delete(at(v, "transfers", 0), "receiver_path_indices") }},
		{"transfers[0].receiver_path_indices[31]", func(v map[string]any) {
			at(v, "transfers", 0)["receiver_path_indices"].([]any)[31] = 2
		}},
		{"transfers[0].signature", func(v map[string]any) { // which binds the receiver's index
			at(v, "transfers", 0)["receiver_path_indices"].([]any)[31] = 1
		}},
		{"transfers[0].receiver_merkle_path", func(v map[string]any) {
			path := at(v, "transfers", 0)["receiver_merkle_path"].([]any)
			path[31] = flip(path[31].(string))
		}},
		{"transfers[0].extra", func(v map[string]any) { at(v, "transfers", 0)["extra"] = 1 }},
		{"transfers[0].sender_merkle_path", func(v map[string]any) {
			list := v["transfers"].([]any)
			list[0], list[1] = list[1], list[0]
		}},
		{"withdrawals[0].l1_recipient", func(v map[string]any) { at(v, "withdrawals", 0)["l1_recipient"] = "00" }},
		{"withdrawals[0].signature", func(v map[string]any) { at(v, "withdrawals", 0)["l1_recipient"] = strings.Repeat("00", 32) }},
		{"withdrawals[0].sender_balance", func(v map[string]any) { at(v, "withdrawals", 0)["sender_balance"] = nil }},
	} {
		t.Run(tc.field, func(t *testing.T) {
			b, err := Decode(edit(t, witnessInput(t), tc.change))
			if err == nil {
				_, err = b.Execute(t.Context(), Params{4, 2})
			}
			wantField(t, err, muster.CodeInvalid, tc.field)
		})
	}
}

func TestMarshalWitnessRefuses(t *testing.T) {
	for name, build := range map[string]func(*scene){
		"deposit":                     func(s *scene) { s.deposit("bob", 1) },
		"transfer after a withdrawal": func(s *scene) { s.withdraw("bob", [32]byte{}, 1); s.transfer("alice", "bob", 1) },
	} {
		s := newScene(t)
		build(s)
		if _, err := s.batch.MarshalWitness(s.trace(Params{2, 1})); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

func TestDecodeChunkRefuses(t *testing.T) {
	s := newScene(t)
	s.transfer("alice", "bob", 3)
	s.withdraw("bob", [32]byte{1}, 5)
	raw, err := s.trace(Params{2, 1}).Chunks[0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		field  string
		change func(map[string]any)
	}{
		{"version", func(v map[string]any) { v["version"] = 1 }},
		{"slots", func(v map[string]any) { v["slots"] = 3 }},
		{"steps", func(v map[string]any) { v["slots"] = 1 }},
		{"withdrawal_path", func(v map[string]any) { v["slots"] = 4 }},
		{"public", func(v map[string]any) { v["public"] = []any{} }},
		{"public[0]", func(v map[string]any) { v["public"].([]any)[0] = strings.Repeat("f", 64) }},
		{"steps[0].type", func(v map[string]any) { at(v, "steps", 0)["type"] = "noop" }},
		{"steps[0].sender", func(v map[string]any) { delete(at(v, "steps", 0), "sender") }},
		{"steps[0].receiver", func(v map[string]any) { delete(at(v, "steps", 0), "receiver") }},
		{"steps[0].signature", func(v map[string]any) { delete(at(v, "steps", 0), "signature") }},
		{"steps[1].recipient", func(v map[string]any) { delete(at(v, "steps", 1), "recipient") }},
		{"steps[0].sender.path", func(v map[string]any) { at(v, "steps", 0)["sender"].(map[string]any)["path"] = []any{} }},
		{"steps[0]", func(v map[string]any) {
			at(v, "steps", 0)["sender"].(map[string]any)["pubkey"] = strings.Repeat("7f", 32)
		}},
	} {
		t.Run(tc.field, func(t *testing.T) {
			_, err := ChunkAssignment(edit(t, raw, tc.change))
			wantField(t, err, muster.CodeInvalid, tc.field)
		})
	}
}

// The seeds are large: fuzz with -fuzzminimizetime 1x, or minimizing takes all
// the time.
func FuzzDecode(f *testing.F) {
	f.Add(nativeInput(f))
	f.Add(witnessInput(f))
	f.Add(shieldedWitness(f))
	f.Add([]byte(`{"batch_id":1,"accounts":[{}],"transactions":[{"type":"deposit"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := Decode(raw)
		if err != nil {
			if code := muster.CodeOf(err); code == muster.CodeInternal {
				t.Fatalf("uncoded error: %v", err)
			}
			return
		}
		if b.Len() > 50 || len(b.Accounts) > 50 || len(b.Notes) > 50 {
			return
		}
		if _, err := b.Execute(t.Context(), Params{2, 1}); err != nil && muster.CodeOf(err) != muster.CodeInvalid {
			t.Fatalf("uncoded error: %v", err)
		}
	})
}

func FuzzChunkAssignment(f *testing.F) {
	s := newShieldedScene(f)
	s.transfer("alice", "bob", 3)
	s.withdraw("bob", [32]byte{1}, 5)
	s.add(move(0, 1, 2))
	raw, err := s.trace(Params{4, 1}).Chunks[0].Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := ChunkAssignment(raw); err != nil && muster.CodeOf(err) == muster.CodeInternal {
			t.Fatalf("uncoded error: %v", err)
		}
	})
}

// Amounts and kinds of a large batch stay what the mix says.
func TestGenerate(t *testing.T) {
	b, err := Generate(1, 9, Mix{Accounts: 20, Transactions: 300, Deposits: 30, Withdrawals: 30})
	if err != nil {
		t.Fatal(err)
	}
	var kinds [4]int
	for _, tx := range b.Transactions {
		kinds[tx.Kind]++
	}
	for kind, want := range map[circuits.Kind]int{circuits.Transfer: 120, circuits.Deposit: 90, circuits.Withdraw: 90} {
		if got := kinds[kind]; got < want*2/3 || got > want*3/2 {
			t.Errorf("%d of kind %d, about %d expected", got, kind, want)
		}
	}
	again, err := Generate(1, 9, Mix{Accounts: 20, Transactions: 300, Deposits: 30, Withdrawals: 30})
	if err != nil || mustJSON(t, b) != mustJSON(t, again) {
		t.Errorf("another batch from the same seed (%v)", err)
	}
	for _, m := range []Mix{{Accounts: 1}, {Accounts: MaxAccounts + 1}, {Accounts: 2, Transactions: -1}, {Accounts: 2, Transactions: MaxTransactions + 1}} {
		if _, err := Generate(1, 1, m); err == nil {
			t.Errorf("%+v: generated", m)
		}
	}
}
