// SPDX-License-Identifier: GPL-3.0-or-later
// Private to inspect: documents and addresses that have tokens in them.
#pragma once

#include "inspect/recognise.h"
#include "inspect/tidy.h"

namespace authscope::inspect {

/// A JSON document: a token response, key material, an introspection answer, a token in JSON form.
Recognised recogniseJson(const Tidied &tidied);
/// An address or a form: code and state, tokens in a fragment, assertions. Nothing when it is neither.
std::optional<Recognised> recogniseParameters(const Tidied &tidied);
/// What the member or parameter of that name carries: "id_token", "ACCESS_TOKEN".
std::optional<Kind> kindOfMember(const QString &name);

} // namespace authscope::inspect
