// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace authscope::session {

class Connection;

/// RFC 7638 thumbprints of the keys a connection proves itself with, as far as they are in memory: the one
/// its tokens are bound to, that of its client certificate, that of private_key_jwt, the client secret. No
/// test token is ever signed with any of them.
QList<QByteArray> ownKeys(const Connection &connection);

} // namespace authscope::session
