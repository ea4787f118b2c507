package bench

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// traffic counts the bytes on all connections, whatever they carry.
type traffic struct{ in, out atomic.Int64 }

// counted is a connection whose bytes are counted.
type counted struct {
	net.Conn
	t *traffic
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.t.in.Add(int64(n))
	return n, err
}

func (c counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.t.out.Add(int64(n))
	return n, err
}

// transports returns n HTTP clients. Over HTTP/2 (multiplex) each begins with
// one connection and opens more where the server's limit of streams asks for
// them; over HTTP/1.1 there is a connection for each call under way.
func transports(n int, multiplex bool, t *traffic) []*http.Client {
	out := make([]*http.Client, n)
	for i := range out {
		dialer := &net.Dialer{Timeout: 30 * time.Second}
		transport := &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := dialer.DialContext(ctx, network, address)
				if err != nil {
					return nil, err
				}
				return counted{conn, t}, nil
			},
			MaxIdleConns:        0, // no limit
			MaxIdleConnsPerHost: 1 << 20,
			IdleConnTimeout:     90 * time.Second,
			Protocols:           new(http.Protocols),
			DisableCompression:  true,
		}
		if multiplex {
			transport.Protocols.SetHTTP2(true)
			transport.Protocols.SetUnencryptedHTTP2(true)
		} else {
			transport.Protocols.SetHTTP1(true)
		}
		out[i] = &http.Client{Transport: transport}
	}
	return out
}
