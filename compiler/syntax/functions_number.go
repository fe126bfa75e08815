package syntax

import (
	"math"
	"math/big"

	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func numberFunctions() []function {
	return []function{
		{"abs", "number", "the number without its sign", through(stdlib.AbsoluteFunc)},
		{"ceil", "number", "the next whole number from here up", through(stdlib.CeilFunc)},
		{"floor", "number", "the next whole number from here down", through(stdlib.FloorFunc)},
		{"log", "number, base", "the logarithm of a number to a base", logarithm},
		{"max", "number, numbers...", "the largest of the numbers", through(stdlib.MaxFunc)},
		{"min", "number, numbers...", "the smallest of the numbers", through(stdlib.MinFunc)},
		{"parseint", "text, base", "the whole number that a string of digits of a base (2 to 62) says", through(stdlib.ParseIntFunc, shortDigits)},
		{"pow", "number, exponent", "a number to the power of another", power},
		{"signum", "number", "-1, 0 or 1, as the number is negative, zero or positive", through(stdlib.SignumFunc)},
		{"sum", "list", "the sum of a list of numbers", sum},
	}
}

func shortDigits(c *call) {
	if len(c.text(0)) > maxNumberText {
		c.budget.exceeded("parseint reads at most %d digits", maxNumberText)
	}
}

func sum(c *call) Value {
	items := c.items(0)
	if len(items) == 0 {
		return c.fail(0, "the list is empty")
	}
	total := new(big.Float).SetPrec(512)
	for i, item := range items {
		f, ok := asNumber(item)
		if !ok {
			return c.fail(0, "item %d of the list must be a number, this is %s", i, item.Describe())
		}
		total.Add(total, f)
	}
	return c.float(total)
}

func logarithm(c *call) Value { return c.approximate(math.Log(c.float64(0)) / math.Log(c.float64(1))) }

func power(c *call) Value { return c.approximate(math.Pow(c.float64(0), c.float64(1))) }

func (c *call) float64(i int) float64 {
	f, _ := c.number(i).Float64()
	return f
}

// approximate is the result of a computation that is not exact.
func (c *call) approximate(f float64) Value {
	switch {
	case math.IsNaN(f):
		return c.fail(-1, "the result is not a number")
	case math.IsInf(f, 0):
		return c.fail(-1, "the result is too large")
	}
	return c.float(big.NewFloat(f))
}
