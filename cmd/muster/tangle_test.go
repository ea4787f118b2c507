package main

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// tangle is a TCP proxy in front of one or several servers that a test can make
// trouble with: it cuts its connections, and holds back what they carry.
type tangle struct {
	listener net.Listener
	dial     func() (net.Conn, error)

	mu    sync.Mutex
	conns map[net.Conn]bool
	held  chan struct{} // closed when nothing is held
	done  sync.WaitGroup
}

// newTangle starts a proxy that asks dial for each connection's other end.
func newTangle(t testing.TB, dial func() (net.Conn, error)) *tangle {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &tangle{listener: l, dial: dial, conns: make(map[net.Conn]bool), held: make(chan struct{})}
	close(p.held)
	p.done.Add(1)
	go p.serve()
	t.Cleanup(func() {
		_ = l.Close() // ends serve
		p.free()
		p.cut()
		p.done.Wait()
	})
	return p
}

func (p *tangle) address() string { return p.listener.Addr().String() }

func (p *tangle) serve() {
	defer p.done.Done()
	for {
		in, err := p.listener.Accept()
		if err != nil {
			return
		}
		out, err := p.dial()
		if err != nil {
			_ = in.Close() // as a server that is down
			continue
		}
		p.mu.Lock()
		p.conns[in], p.conns[out] = true, true
		p.mu.Unlock()
		p.done.Add(2)
		go p.carry(in, out)
		go p.carry(out, in)
	}
}

// carry copies one direction until either side ends, which ends both.
func (p *tangle) carry(from, to net.Conn) {
	defer p.done.Done()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		p.mu.Lock()
		held := p.held
		p.mu.Unlock()
		<-held
		if n > 0 {
			if _, e := to.Write(buf[:n]); e != nil && err == nil {
				err = e
			}
		}
		if err != nil {
			p.forget(from, to)
			return
		}
	}
}

func (p *tangle) forget(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		_ = c.Close() // a second time does nothing
		delete(p.conns, c)
	}
}

// cut ends every connection.
func (p *tangle) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		_ = c.Close() // what carries it forgets it
	}
}

// hold keeps back all bytes until free.
func (p *tangle) hold() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.held:
		p.held = make(chan struct{})
	default:
	}
}

// free lets go of what was held.
func (p *tangle) free() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.held:
	default:
		close(p.held)
	}
}

func TestTangleCutsAndHolds(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // the test's own
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c); _ = c.Close() }()
		}
	}()
	p := newTangle(t, func() (net.Conn, error) { return net.Dial("tcp", l.Addr().String()) })
	c, err := net.Dial("tcp", p.address())
	if err != nil {
		t.Fatal(err)
	}
	echo := func(wait time.Duration) error {
		if _, err := c.Write([]byte("x")); err != nil {
			return err
		}
		if err := c.SetReadDeadline(time.Now().Add(wait)); err != nil {
			return err
		}
		_, err := io.ReadFull(c, make([]byte, 1))
		return err
	}
	if err := echo(time.Minute); err != nil {
		t.Fatal(err)
	}
	p.hold()
	if err := echo(20 * time.Millisecond); err == nil {
		t.Error("a held byte came through")
	}
	p.free()
	if err := c.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
		t.Errorf("what was held got lost: %v", err)
	}
	p.cut()
	if err := echo(time.Minute); err == nil {
		t.Error("a connection that was cut carries")
	}
}
