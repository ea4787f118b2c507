// Package devchain runs Ethereum chains for development and tests: one within
// this process ([InProcess]), and go-ethereum's own program in its development
// mode ([Geth]), which can be killed and started again.
package devchain
