package rules

import (
	"fmt"
	"time"

	"github.com/dvpolicy/dvpolicy/lint"
)

// daysUntil is how many days it is from today to a day, fewer than 0 where that is over; ok is false where one of the two is no day.
func daysUntil(p *lint.Pass, day string) (days int, ok bool) {
	from, err := time.Parse(time.DateOnly, p.Today)
	if err != nil {
		return 0, false
	}
	to, err := time.Parse(time.DateOnly, day)
	return int(to.Sub(from).Hours() / 24), err == nil
}

// overdue says what is wrong with the day on which something is to be looked at again, "" where nothing is: it is over, or further off than
// a number of days.
func overdue(p *lint.Pass, day string, within int) string {
	switch days, ok := daysUntil(p, day); {
	case !ok:
		return ""
	case days < 0:
		return fmt.Sprintf("was to be reviewed by %s", day)
	case days > within:
		return fmt.Sprintf("is to be reviewed by %s only, in more than %d days", day, within)
	}
	return ""
}
