package rollup

import (
	"fmt"
	"math"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// Step is one transaction with everything that proves it: the accounts as they
// are just before it changes them, and their paths.
type Step struct {
	Kind      circuits.Kind
	Amount    uint64
	Sender    Entry    // of a transfer or withdrawal
	Receiver  Entry    // of a transfer or deposit
	Recipient [32]byte // of a withdrawal
	Create    bool     // a deposit into a new account
	Signature Signature
	Spend     Spend // of a shielded transfer
}

// Entry is an account at an index, with its siblings, lowest first.
type Entry struct {
	Index          uint32
	Key            Key
	Balance, Nonce uint64
	Path           []fr.Element
}

// signed tells whether an account signs the step.
func (s *Step) signed() bool { return s.Kind == circuits.Transfer || s.Kind == circuits.Withdraw }

// receives tells whether an account receives the amount.
func (s *Step) receives() bool { return s.Kind == circuits.Transfer || s.Kind == circuits.Deposit }

// fields names a step's parts for error messages; they differ by input form.
type fields struct {
	at                       string // the transaction, e.g. "transfers[3]"
	sender, receiver         string // keys
	amount, nonce, signature string
	senderPath, receiverPath string
}

func (f fields) refuse(field, expected, got string) error {
	return muster.InvalidField(f.at+"."+field, expected, got)
}

// digest is what the step's sender signs.
func (s *Step) digest(senderKey, party fr.Element) circuits.Digest {
	d := circuits.Digest{Kind: s.Kind, Amount: s.Amount, Party: party}
	if s.signed() {
		d.Nonce, d.Sender, d.SenderKey = s.Sender.Nonce, s.Sender.Index, senderKey
	}
	if s.receives() {
		d.Receiver = s.Receiver.Index
	}
	return d
}

// roots are those of the state tree and of the note tree.
type roots struct{ state, shielded fr.Element }

// effect is what a step does to the roots.
type effect struct {
	roots                 // after the step
	digest     fr.Element // for the transaction chain
	withdrawal fr.Element // leaf; zero without one
}

// apply checks a step against the trees of the given roots by the circuit's
// rules and returns its effect. Errors are CodeInvalid and name the field.
func (s *Step) apply(at roots, f fields) (effect, error) {
	if s.Amount == 0 {
		return effect{}, f.refuse(f.amount, "an amount above zero", "0")
	}
	if s.Kind == circuits.Shielded {
		return s.shield(at, f)
	}
	root := at.state
	var senderKey, party fr.Element
	var err error
	if s.signed() {
		if root, senderKey, err = s.debit(root, f); err != nil {
			return effect{}, err
		}
	}
	if s.Kind == circuits.Withdraw {
		party = circuits.RecipientHash(s.Recipient)
	} else if party, err = s.Receiver.keyHash(); err != nil {
		return effect{}, f.refuse(f.receiver, "a public key on the curve", err.Error())
	}
	hash := s.digest(senderKey, party).Hash()
	if s.signed() { // before the receiver's path, which a changed amount breaks too
		point, err := s.Sender.Key.point()
		if err != nil {
			return effect{}, f.refuse(f.sender, "a public key on the curve", err.Error())
		}
		if err := s.Signature.verify(point, hash); err != nil {
			return effect{}, f.refuse(f.signature, "the sender's signature over this transaction", err.Error())
		}
	}
	e := effect{roots: at, digest: hash}
	if s.Kind == circuits.Withdraw {
		e.state, e.withdrawal = root, circuits.WithdrawalLeaf(party, s.Amount)
		return e, nil
	}
	e.state, err = s.credit(root, party, f)
	return e, err
}

// debit takes the amount from the sender and counts its nonce. It returns the
// root after and the hash of the sender's key.
func (s *Step) debit(root fr.Element, f fields) (after, key fr.Element, err error) {
	e := &s.Sender
	if key, err = e.keyHash(); err != nil {
		return after, key, f.refuse(f.sender, "a public key on the curve", err.Error())
	}
	if s.Kind == circuits.Transfer && s.Receiver.Index == e.Index {
		return after, key, f.refuse(f.receiver, "another account than the sender", e.Key.String())
	}
	if e.Balance < s.Amount {
		return after, key, f.refuse(f.amount, fmt.Sprintf("at most the sender's balance of %d", e.Balance), fmt.Sprint(s.Amount))
	}
	if e.Nonce == math.MaxUint64 {
		return after, key, f.refuse(f.nonce, "a nonce below 2^64-1", fmt.Sprint(e.Nonce))
	}
	if before := pathRoot(circuits.Leaf(key, e.Balance, e.Nonce), e.Index, e.Path); before != root {
		return after, key, f.refuse(f.senderPath, "a path from the sender's account to the state root "+elementHex(root), elementHex(before))
	}
	return pathRoot(circuits.Leaf(key, e.Balance-s.Amount, e.Nonce+1), e.Index, e.Path), key, nil
}

// credit gives the amount to the receiver under the key of the given hash and
// returns the root after.
func (s *Step) credit(root, key fr.Element, f fields) (fr.Element, error) {
	e := &s.Receiver
	if e.Balance > math.MaxUint64-s.Amount {
		return root, f.refuse(f.amount, fmt.Sprintf("at most %d, what the receiver's balance can take", math.MaxUint64-e.Balance), fmt.Sprint(s.Amount))
	}
	leaf := circuits.Leaf(key, e.Balance, e.Nonce)
	if s.Create {
		leaf = fr.Element{}
	}
	if before := pathRoot(leaf, e.Index, e.Path); before != root {
		return root, f.refuse(f.receiverPath, "a path from the receiver's account to the state root "+elementHex(root), elementHex(before))
	}
	return pathRoot(circuits.Leaf(key, e.Balance+s.Amount, e.Nonce), e.Index, e.Path), nil
}

func (e *Entry) keyHash() (fr.Element, error) {
	point, err := e.Key.point()
	if err != nil {
		return fr.Element{}, err
	}
	return circuits.KeyHash(point.X, point.Y), nil
}
