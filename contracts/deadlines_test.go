package contracts_test

import (
	"bytes"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
)

func TestDeadlinesToTheSecond(t *testing.T) {
	const timeout = 1800
	short := func(p *requestParams) { p.TimeoutAfter = big.NewInt(timeout) }
	requested := func(m *market) requestID { return m.request(short) }
	committed := func(m *market) requestID { return m.committed(short) }
	proven := func(m *market) requestID { return m.proven(usdc) }
	since := func(m *market, id requestID) uint64 { return m.get(id).SubmittedAt }
	sinceProof := func(m *market, id requestID) uint64 { return m.get(id).ProvenAt }
	again := func(id requestID) []byte { return manager.PackSubmitProofRequest(id, asked()) }
	tests := []struct {
		name  string
		bring func(*market) requestID
		from  func(*market, requestID) uint64
		limit uint64
		by    string // "" for the assignee
		data  func(requestID) []byte
		want  [3]string // a second before the limit, at it, a second after
	}{
		{"commit", requested, since, ackTimeout, "", actions[5].data, [3]string{"", "", ackLate}},
		{"refuse", requested, since, ackTimeout, "", actions[6].data, [3]string{"", "", ackLate}},
		{"mark unacknowledged", requested, since, ackTimeout, "submitter", manager.PackMarkUnacknowledged, [3]string{tooEarly, tooEarly, ""}},
		{"request one without answer again", requested, since, ackTimeout, "submitter", again, [3]string{duplicate, duplicate, ""}},
		{"prove", committed, since, timeout, "", actions[7].data, [3]string{"", "", proofLate}},
		{"mark timed out", committed, since, timeout, "submitter", manager.PackMarkTimedOut, [3]string{tooEarly, tooEarly, ""}},
		{"request one without proof again", committed, since, timeout, "submitter", again, [3]string{duplicate, duplicate, ""}},
		{"call a proof bad", proven, sinceProof, verdictTime, "submitter", actions[4].data, [3]string{"", "", verdict}},
		{"call a proof good", proven, sinceProof, verdictTime, "submitter", actions[3].data, [3]string{"", "", ""}},
		{"take a proof for valid", proven, sinceProof, verdictTime, "", manager.PackClaimValidation, [3]string{tooEarly, tooEarly, ""}},
	}
	m := newMarket(t)
	for _, tt := range tests {
		for i, want := range tt.want {
			id := tt.bring(m)
			by := tt.by
			if by == "" {
				by = m.assignee(id)
			}
			m.until(tt.from(m, id) + tt.limit + uint64(i) - 1)
			_, err := m.does(by, tt.data(id))
			wants(t, fmt.Sprintf("%s at the limit%+d", tt.name, i-1), err, want)
			if at := m.now(); want != "" && at != tt.from(m, id)+tt.limit+uint64(i)-1 {
				t.Fatalf("%s happened at %d", tt.name, at)
			}
		}
	}
}

func TestTimeIsReadToTheSecond(t *testing.T) {
	m := newMarket(t)
	pending, committed := m.request(), m.committed()
	read := func(id requestID, at uint64, want muster.RequestState) {
		t.Helper()
		m.until(at + 1) // so that the latest block is of that second
		if got := m.state(id); got != want {
			t.Errorf("%d s after the request: %s, expected %s", at-m.get(id).SubmittedAt, got, want)
		}
	}
	since := m.get(pending).SubmittedAt
	read(pending, since+ackTimeout-1, muster.RequestPending)
	read(pending, since+ackTimeout, muster.RequestPending)
	read(pending, since+ackTimeout+1, muster.RequestUnacknowledged)
	since = m.get(committed).SubmittedAt
	read(committed, since+3599, muster.RequestCommitted)
	read(committed, since+3600, muster.RequestCommitted)
	read(committed, since+3601, muster.RequestTimedOut)
}

func TestBoundsOfRequests(t *testing.T) {
	power := func(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }
	timeout := func(v *big.Int) func(*requestParams) {
		return func(p *requestParams) { p.TimeoutAfter = v }
	}
	reward := func(v *big.Int) func(*requestParams) {
		return func(p *requestParams) { p.MaxReward = v }
	}
	url := func(size int) func(*requestParams) {
		return func(p *requestParams) { p.ProofInputsUrl = strings.Repeat("u", size) }
	}
	const badTimeout, badReward, badURL = "InvalidProofRequestTimeout", "MaxRewardOutOfBounds", "InvalidProofInputsUrl"
	tests := []struct {
		name string
		edit func(*requestParams)
		want string
	}{
		{"no time", timeout(new(big.Int)), badTimeout},
		{"less time than there is to acknowledge", timeout(big.NewInt(ackTimeout - 1)), badTimeout},
		{"as much time as there is to acknowledge", timeout(big.NewInt(ackTimeout)), badTimeout},
		{"a second more", timeout(big.NewInt(ackTimeout + 1)), ""},
		{"a second less than the most", timeout(big.NewInt(maxTimeout - 1)), ""},
		{"the most time", timeout(big.NewInt(maxTimeout)), ""},
		{"a second more than the most", timeout(big.NewInt(maxTimeout + 1)), badTimeout},
		{"time that 32 bits make an hour", timeout(new(big.Int).Add(power(32), big.NewInt(3600))), badTimeout},
		{"all the time there is", timeout(new(big.Int).Sub(power(256), big.NewInt(1))), badTimeout},
		{"no reward", reward(new(big.Int)), badReward},
		{"the least reward", reward(big.NewInt(1)), ""},
		{"the highest reward", reward(big.NewInt(maxReward)), ""},
		{"more than the highest reward", reward(big.NewInt(maxReward + 1)), badReward},
		{"a reward that 96 bits make 1", reward(new(big.Int).Add(power(96), big.NewInt(1))), badReward},
		{"no inputs", url(0), badURL},
		{"inputs at the shortest", url(1), ""},
		{"inputs at the longest", url(2048), ""},
		{"inputs too long", url(2049), badURL},
	}
	m := newMarket(t)
	for i, tt := range tests {
		p := asked()
		tt.edit(&p)
		_, err := m.does("submitter", manager.PackSubmitProofRequest(batchID(int64(1000+i)), p))
		wants(t, tt.name, err, tt.want)
	}
}

func TestBoundsOfProofs(t *testing.T) {
	m := newMarket(t)
	for _, tt := range []struct {
		size int
		want string
	}{{0, "EmptyProof"}, {1, ""}, {388, ""}, {32 << 10, ""}, {32<<10 + 1, "ProofTooLarge"}} {
		id := m.committed()
		_, err := m.does(m.assignee(id), manager.PackSubmitProof(id, bytes.Repeat([]byte{1}, tt.size), big.NewInt(1)))
		wants(t, fmt.Sprintf("a proof of %d bytes", tt.size), err, tt.want)
	}

	most := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	for _, tt := range []struct {
		asked *big.Int
		want  int64
	}{{new(big.Int), 0}, {big.NewInt(1), 1}, {big.NewInt(4*usdc - 1), 4*usdc - 1}, {big.NewInt(4 * usdc), 4 * usdc}, {big.NewInt(4*usdc + 1), 4 * usdc}, {new(big.Int).Lsh(big.NewInt(1), 96), 4 * usdc}, {most, 4 * usdc}} {
		id := m.committed()
		before := m.obligations()
		receipt := m.must(m.assignee(id), manager.PackSubmitProof(id, proof, tt.asked))
		if got := m.get(id).Reward.Int64(); got != tt.want {
			t.Errorf("of the reward %s that was asked for, %d is due, expected %d", tt.asked, got, tt.want)
		}
		if freed := before - m.obligations(); freed != 4*usdc-tt.want {
			t.Errorf("%d were freed", freed)
		}
		e := events(receipt, manager.UnpackProofRequestProvenEvent)
		if len(e) != 1 || e[0].RequestedReward.Int64() != tt.want || !bytes.Equal(e[0].Proof, proof) {
			t.Errorf("events %+v", e)
		}
	}
}
