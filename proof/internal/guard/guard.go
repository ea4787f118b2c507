// Package guard turns panics of libraries into errors.
package guard

import "fmt"

// Run calls fn. A panic in it is returned as an error: hostile bytes must not
// end the process.
func Run(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return fn()
}
