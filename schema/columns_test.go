package schema

import "testing"

func TestColumnsThatColumnSecurityCannotHave(t *testing.T) {
	for _, c := range []struct{ table, column, want string }{
		{"account", "accountid", "no"},
		{"account", "ownerid", "no"},
		{"account", "OwningBusinessUnit", "no"},
		{"account", "createdon", "no"},
		{"account", "modifiedby", "no"},
		{"account", "statecode", "no"},
		{"account", "statuscode", "no"},
		{"account", "name", "no"},
		{"contact", "fullname", "no"},
		{"Incident", "title", "no"},
		{"task", "activityid", "no"},
		{"task", "subject", "no"},
		{"new_project", "new_projectid", "no"},
		{"new_project", "versionnumber", "no"},
		{"account", "transactioncurrencyid", "doubtful"},
		{"task", "regardingobjectid", "doubtful"},
		{"account", "creditlimit", "yes"},
		{"account", "activityid", "yes"}, // an account is no activity
		{"contact", "name", "yes"},       // not its primary name
		{"new_project", "new_budget", "yes"},
	} {
		ok, doubtful, why := ColumnSecurable(c.table, c.column)
		got := map[[2]bool]string{{true, false}: "yes", {true, true}: "doubtful", {false, false}: "no"}[[2]bool{ok, doubtful}]
		if got != c.want || (why == "") != (c.want == "yes") {
			t.Errorf("%s.%s can be secured: %s (%s), want %s", c.table, c.column, got, why, c.want)
		}
	}
}
