package compiler

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
)

var applicationUserConstruct = &construct{
	name: "application_user", labels: []string{"name"}, limits: true,
	doc: "An application that signs in as itself: integration, deployment. It needs no licence and passes the environment's security group.",
	attrs: append([]attribute{
		{name: "application_id", is: guid, doc: "The application (client) id in Entra."},
		{name: "authentication", is: oneOf("certificate", "secret", "managed_identity"), doc: "How it signs in."},
		{name: "systems", is: texts, assumed: "[]", doc: "The systems on its other side."},
		{name: "member_of", is: refs("team"), assumed: "[]", doc: "Owner or access teams that it belongs to."},
	}, principalAttributes...),
	create: func(ev *evaluation, in *instance) { ev.createUser(in, true) },
	bind: func(ev *evaluation, in *instance, b *body) {
		u := in.object.(*model.User)
		ev.bindPrincipal(u, b)
		u.ApplicationID, u.Authentication = strings.ToLower(b.text("application_id")), b.text("authentication")
		u.Systems, u.Licensed = b.texts("systems"), true
		for _, i := range b.list("member_of") {
			ev.joins(i.in.object.(*model.Team), u, i.span)
		}
	},
	settle: (*evaluation).settleUsers,
}
