// SPDX-License-Identifier: GPL-3.0-or-later
// Private to oauth: the pages a browser gets from the loopback receiver.
#pragma once

#include "net/httpserver.h"

namespace authscope::oauth::pages {

/// Constants: nothing that came from the browser is ever part of a page.
extern const QByteArray arrived;
extern const QByteArray declined;
extern const QByteArray unusable;
extern const QByteArray foreign;
extern const QByteArray alreadyUsed;
extern const QByteArray refusedRequest;

/// A page, or nothing, with the headers every answer of ours carries (T043).
net::ServerAnswer answer(int status, const QByteArray &page = {}, const net::Headers &more = {});

} // namespace authscope::oauth::pages
