package pipeline_test

import (
	"fmt"
	"os"
	"slices"

	"github.com/muster-zk/muster/pipeline"
)

const small = `
name: small
version: 1.0.0
program: counts
limits: {slices: 16, input: 1MiB}
defaults: {backend: mock}
rounds:
  - name: chunk
    stages: [{name: witness}, {name: prove}]
  - {name: fold, arity: 2, until: 1, carry: true, optional: true}
`

func ExamplePipeline_Plan() {
	p, err := pipeline.Parse("small.yaml", []byte(small))
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := p.Plan(pipeline.Input{Slices: slices.Repeat([]pipeline.Slice{{Circuit: "chunk"}}, 3)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range plan.Tasks {
		fmt.Println(t.Name, t.Children)
	}
	// Output:
	// witness/0/chunk/0 []
	// prove/0/chunk/0 [witness/0/chunk/0]
	// witness/0/chunk/1 []
	// prove/0/chunk/1 [witness/0/chunk/1]
	// witness/0/chunk/2 []
	// prove/0/chunk/2 [witness/0/chunk/2]
	// prove/1.0/fold/0 [prove/0/chunk/0 prove/0/chunk/1]
	// prove/1.1/fold/0 [prove/1.0/fold/0 prove/0/chunk/2]
}

func ExampleLint() {
	src := "name: broken\nversion: 1.0.0\nprogram: counts\nlimits: {slices: 16, input: 1MB}\nrounds:\n  - {name: chunk, artiy: 2}\n"
	for _, problem := range pipeline.Lint("broken.yaml", []byte(src)) {
		fmt.Println(problem)
	}
	// Output:
	// broken.yaml:4: limits.input: expected a size such as 512MiB or 4GiB, got "1MB"
	// broken.yaml:6: rounds[0].artiy: unknown field, did you mean arity?
	// broken.yaml:6: rounds[0].stages: missing, expected a list of stages, or defaults with a backend
}

func ExampleDrawText() {
	p, err := pipeline.Parse("small.yaml", []byte(small))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := pipeline.DrawText(os.Stdout, p, nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// small 1.0.0, program counts, at most 16 slices
	//
	// final proof
	// └─ fold, up to 2 proofs, until 1 left, a lone leftover goes up, only with more than 1
	//    │  prove (mock)
	//    └─ chunk, one per slice
	//          witness (mock) → prove (mock)
}
