package syntax

import "fmt"

// What one evaluation may cost. The numbers are far above what policies need, and low enough that the worst expression ends in seconds.
const (
	maxSteps       = 25_000_000 // nodes evaluated, values compared
	maxValues      = 4_000_000  // items and fields made
	maxResult      = 100_000    // values of a function's result, or of a for inside a for
	maxData        = 1_000_000  // values of a for over data, rows of a data file
	maxNestedTotal = 1_000_000  // values of all the fors inside a for
	maxText        = 16 << 20   // bytes of a string that an expression builds
	maxTextTotal   = 512 << 20  // bytes of all of them
	maxSpread      = 1_000_000  // digits, widths, counts in arguments of functions
)

// A budget is what is left for an evaluation. When something runs out, problem says what.
type budget struct {
	steps, values, nested, text int
	problem                     string
}

func newBudget() *budget {
	return &budget{steps: maxSteps, values: maxValues, nested: maxNestedTotal, text: maxTextTotal}
}

func (b *budget) exceeded(format string, args ...any) bool {
	if b.problem == "" {
		b.problem = fmt.Sprintf(format, args...)
	}
	return false
}

func (b *budget) step(n int) bool {
	if b.steps -= n; b.steps >= 0 {
		return true
	}
	return b.exceeded("this expression takes more than %d steps", maxSteps)
}

// make asks for room for n values.
func (b *budget) make(n int) bool {
	if b.values -= n; b.values >= 0 {
		return true
	}
	return b.exceeded("this expression makes more than %d values", maxValues)
}

// build asks for room for a string.
func (b *budget) build(bytes int) bool {
	if bytes > maxText {
		return b.exceeded("this makes a string of more than %d MiB", maxText>>20)
	}
	if b.text -= bytes; b.text >= 0 {
		return true
	}
	return b.exceeded("this expression makes strings of more than %d MiB together", maxTextTotal>>20)
}

// result asks for a function's result, or for one of a for inside a for.
func (b *budget) result(n int) bool {
	if n > maxResult {
		return b.exceeded("this makes %s, the limit is %d", plural(n, "value"), maxResult)
	}
	return b.make(n)
}

// reshape asks for a result that is no larger than what it is made from.
func (b *budget) reshape(n int) bool {
	if n > maxData {
		return b.exceeded("this makes %s, the limit is %d", plural(n, "value"), maxData)
	}
	return b.make(n)
}
