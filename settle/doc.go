// Package settle is the life cycle of a settlement: how a batch's final proof
// gets to a chain and becomes final there, exactly once, in order, whatever
// fails on the way. It decides and does no I/O: package settler carries out what
// it decides, and a [Chain] is where it is carried out.
package settle
