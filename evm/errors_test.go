package evm_test

// answer is what a node answers to a call that it refuses.
type answer struct {
	code int
	text string
}

func (a answer) Error() string  { return a.text }
func (a answer) ErrorCode() int { return a.code }
