// SPDX-License-Identifier: GPL-3.0-or-later
// Private to oauth: what a row of a sign-in is about to send, for step-through.
#pragma once

#include "oauth/authorizationrequest.h"

namespace authscope::oauth {

/// What is known of a sign-in before one of its rows begins.
struct PreviewState {
    SignInRequest request = {};
    std::optional<ResourceMetadata> resource = {};
    std::optional<ServerMetadata> server = {};
    ClientIdentity client = {};
    QByteArray resourceUri = {};
    QList<QByteArray> scopes = {};
    std::optional<AuthorizationRequest> record = {};
    bool sendsProof = false;
    bool hasIdToken = false;
    bool hasRefreshToken = false;
    QString keptIn = {};
};

/// Method, address and body, a parameter a line; secrets as their marks, values still to be made as ‹words›.
/// Where a row sends nothing, a sentence saying so.
QString previewOf(StepId row, const PreviewState &state, const base::Redactor &redactor);

} // namespace authscope::oauth
