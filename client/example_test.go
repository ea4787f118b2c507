package client_test

import (
	"context"
	"fmt"
	"os"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
)

// A batch is submitted under a key, so that doing it again after a crash is
// harmless, followed to its end, and its proof is kept.
func Example() {
	prove := func(ctx context.Context, input []byte) error {
		c, err := client.New("http://127.0.0.1:8080", client.Options{APIKey: os.Getenv("MUSTER_API_KEY")})
		if err != nil {
			return err
		}
		b, _, err := c.Submit(ctx, muster.Submission{
			Key: "block-42", Pipeline: "rollup", Input: input, Priority: muster.PriorityNormal,
		})
		if err != nil {
			return err
		}
		for u, err := range c.Watch(ctx, b.ID) {
			if err != nil {
				return err
			}
			if u.Event != nil {
				fmt.Println(u.Event.Kind, string(u.Event.Data))
			}
		}
		proof, err := c.Proof(ctx, b.ID) // muster.CodeState if the batch failed
		if err != nil {
			return err
		}
		return os.WriteFile("proof.bin", proof.Proof, 0o600)
	}
	_ = prove
}
