package signer

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/committee"
)

// Organise has the members of a roster make a key together, and returns the
// committee as all of them have it. The organiser carries messages between them
// and learns no secret. All members have to take part; an error names who did
// not, or who cheated.
func Organise(ctx context.Context, r Roster, clients []Client) (*committee.Committee, error) {
	if len(clients) != len(r.Members) {
		return nil, muster.InvalidField("members", fmt.Sprint(len(clients)), fmt.Sprint(len(r.Members)))
	}
	if r.Ceremony == "" {
		r.Ceremony = rand.Text()
	}
	offers, err := everybody(clients, func(i int, c Client) (SignedOffer, error) { return c.Begin(ctx, r) })
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	answers, err := everybody(clients, func(i int, c Client) (ExchangeAnswer, error) {
		return c.Exchange(ctx, ExchangeRequest{r.Ceremony, offers})
	})
	if err != nil {
		return nil, fmt.Errorf("exchange offers: %w", err)
	}
	confirmations := make([]Confirmation, len(answers))
	for i, a := range answers {
		confirmations[i] = a.Confirmation
	}
	made, err := everybody(clients, func(i int, c Client) (*committee.Committee, error) {
		f := FinishRequest{Ceremony: r.Ceremony, Confirmations: confirmations, Sealed: make(map[uint16][]byte)}
		for j, a := range answers {
			if i != j {
				f.Sealed[r.Members[j].ID] = a.Sealed[r.Members[i].ID]
			}
		}
		return c.Finish(ctx, f)
	})
	if err != nil {
		return nil, fmt.Errorf("exchange secrets: %w", err)
	}
	for i, c := range made {
		if c == nil || c.Check() != nil {
			return nil, muster.Errorf(muster.CodeInvalidProof, "member %d answered with no committee", i+1)
		}
		if c.Name != r.Name || c.Key != made[0].Key || c.Threshold != r.Threshold || !slices.Equal(c.Members, made[0].Members) {
			return nil, muster.Errorf(muster.CodeInvalidProof, "members 1 and %d have different keys", i+1)
		}
	}
	return made[0], nil
}

// everybody calls all members at once, and returns their answers in order.
func everybody[A any](clients []Client, ask func(int, Client) (A, error)) ([]A, error) {
	answers, errs := make([]A, len(clients)), make([]error, len(clients))
	var all sync.WaitGroup
	for i, c := range clients {
		all.Go(func() {
			a, err := ask(i, c)
			if err != nil {
				err = fmt.Errorf("member %d (%s): %w", i+1, c.URL, err)
			}
			answers[i], errs[i] = a, err
		})
	}
	all.Wait()
	return answers, errors.Join(errs...)
}
