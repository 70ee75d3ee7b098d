// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

namespace authscope::session {

/// The part of a connection's settings that says as whom it signs in and how, as it stands in the store.
void readSignInMeans(const json::Object &object, Connection::Settings *settings);
void writeSignInMeans(const Connection::Settings &settings, json::Object *object);
void writeDecisions(const oauth::SignInDecisions &decisions, json::Object *object);
/// What somebody typed there, before it is kept. OA-002, OA-123.
base::Result<void> checkSignInMeans(const Connection::Settings &settings);

/// Where the secrets of a sign-in without a person are kept.
QString grantInputKey(const QString &connection);

} // namespace authscope::session
