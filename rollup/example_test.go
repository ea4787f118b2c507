package rollup_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/muster-zk/muster/rollup"
)

// A batch is decoded, executed and cut into the inputs of its chunk proofs.
func Example() {
	batch, err := rollup.Generate(1, 42, rollup.DefaultMix(6))
	if err != nil {
		log.Fatal(err)
	}
	input, err := json.Marshal(batch)
	if err != nil {
		log.Fatal(err)
	}

	decoded, err := rollup.Decode(input)
	if err != nil {
		log.Fatal(err)
	}
	trace, err := decoded.Execute(context.Background(), rollup.Params{SlotsPerChunk: 4, Arity: 4})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(trace.Result.Transactions, "transactions,", len(trace.Chunks), "chunks,", trace.Groups(), "group")
	for _, w := range trace.Result.Withdrawals {
		fmt.Println("transaction", w.Transaction, "withdraws", w.Amount, "provable:", w.Verify(trace.Result.WithdrawalRoot) == nil)
	}
	// Output:
	// 6 transactions, 4 chunks, 1 group
	// transaction 2 withdraws 359 provable: true
	// transaction 5 withdraws 65 provable: true
}
