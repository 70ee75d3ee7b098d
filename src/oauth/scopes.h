// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/wwwauthenticate.h"
#include "oauth/signinflow.h"

namespace authscope::oauth {

/// What is asked for: typed in, else the challenge's, else what the resource lists, else openid profile
/// email; held ones stay; offline_access only when staying signed in is wanted and the server (or only the
/// resource) lists it. stytch.md E.3.3.
QList<QByteArray> chooseScopes(const SignInRequest &request, const std::optional<ResourceMetadata> &resource,
    const ServerMetadata &server);

/// The same, as a person sees them before agreeing.
QList<ConsentScope> consentScopes(const SignInRequest &request,
    const std::optional<ResourceMetadata> &resource, const ServerMetadata &server);
/// What else the resource and the server publish, at most 200; none of it selected.
QList<ConsentScope> offeredScopes(const QList<ConsentScope> &asked,
    const std::optional<ResourceMetadata> &resource, const ServerMetadata &server);

/// Meaning of a standard scope in one sentence; empty when it is not one.
QString scopeMeaning(const QByteArray &scope);

/// Asked beside granted: missing, added, as asked. RFC 6749 §3.3, §5.1.
base::Checks compareScopes(
    const QList<QByteArray> &requested, const std::optional<QByteArray> &granted, base::ExchangeId exchange);
/// What was granted; absent means as asked.
QList<QByteArray> grantedScopes(const QList<QByteArray> &requested, const std::optional<QByteArray> &granted);

} // namespace authscope::oauth
