// SPDX-License-Identifier: GPL-3.0-or-later
// Rows for test_redactor, apart from it because moc does not read raw string literals.
#pragma once

namespace authscope {

void addSecretJson(); ///< columns "body" and "expected"
void addOrdinaryJson(); ///< column "body"
void addBodies(); ///< columns "body" and "type", each with a secret

} // namespace authscope
