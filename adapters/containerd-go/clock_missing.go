//go:build !faketime

package main

// In real time neither a wait nor the end of a turn can be observed exactly, so such a program must
// not come into being.
var _ = this_program_must_be_built_with_the_tag_faketime
