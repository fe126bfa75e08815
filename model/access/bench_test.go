package access_test

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/model/access"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// One decision without its reasons, and one with them.
func BenchmarkDecisions(b *testing.B) {
	f := tree().teams().managers("s", "n", "n1", "n2")
	f.give("n", "account read B", "account write B")
	f.give("TS", "i0", "account read B")
	f.give("AX", "account read B")
	f.share("an2", "AX", privilege.Read)
	w, who := f.world(), f.pr("n")
	var operations []access.Operation
	for _, row := range []string{"ar", "an", "an2", "an1", "as", "at"} {
		operations = append(operations, f.do(access.UpdateRow, row), f.do(access.ReadRow, row))
	}
	b.Run("Allows", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			w.Allows(who, operations[i%len(operations)])
		}
	})
	b.Run("Can", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			w.Can(who, operations[i%len(operations)])
		}
	})
}
