// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"
#include "mcp/input.h"
#include "net/exchangelog.h"
#include "session/clientstore.h"
#include "ui/connections/connectionheader.h"
#include "ui/connections/connectionmodel.h"
#include "ui/consent/consentview.h"
#include "ui/signin/stepdata.h"
#include "ui/tokens/askpanel.h"
#include "ui/tokens/tokensview.h"
#include "ui/results/resultview.h"

/// Values as a sign-in at the demo would leave them, for views that take values.
namespace authscope::sample {

extern const base::Time now;
/// Everything a foreign text may try: markup, entities, mnemonics, bidirectional controls, hidden characters.
extern const QString hostile;
/// The same as it must be read on the screen.
extern const QString hostileShown;

QList<ui::ConnectionRow> connectionRows();
ui::HeaderData header();
base::Error wrongIssuer();
QList<ui::StepData> steps();
ui::BrowserData browser();
oauth::SignInQuestion foreignEndpoints();
oauth::SignInQuestion pause();
mcp::Tool tool(const QString &name, const QString &title, const QString &description, bool readOnly,
    bool destructive, const QByteArray &scope, const QByteArray &schema);
QList<mcp::Tool> tools();
oauth::ConsentRequest consentRequest();
ui::ConsentData consent();
ui::TokensData tokens();
ui::ServerWord introspection(); ///< the server thinks otherwise about two things
QList<session::KnownClient> clients();
ui::ResultData result();
QList<store::CallRecord> calls();
QList<mcp::Resource> resources();
QList<mcp::ResourceTemplate> resourceTemplates();
mcp::ResourceContents contents(); ///< Markdown, JSON, a picture
QList<mcp::Prompt> prompts();
mcp::PromptResult promptResult();
mcp::Elicitation formElicitation();
mcp::Elicitation urlElicitation(const QByteArray &url);
mcp::SamplingRequest samplingRequest();
mcp::ServerInfo serverInfo();
/// A recorded exchange or two.
void fill(net::ExchangeLog &log);

} // namespace authscope::sample
