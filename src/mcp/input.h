// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"
#include "json/json.h"

namespace authscope::mcp {

/// What a server wants from the person, whatever way it came: as a request of its own (legacy) or as an entry
/// of `inputRequests` (modern). Texts are the server's, not cleaned.
struct Elicitation {
    enum class Mode { Form, Url };
    Mode mode = Mode::Form;
    QString message = {};
    json::Value schema = nullptr; ///< requestedSchema, form only: a flat object of plain fields
    QByteArray url = {}; ///< url mode only; guarded: https, or http on loopback. Never fetched by us
    QByteArray id = {}; ///< elicitationId, legacy url mode
    json::Value raw = nullptr;
};

struct ElicitationAnswer {
    enum class Action { Accept, Decline, Cancel };
    Action action = Action::Cancel;
    json::Object content = {}; ///< with Accept of a form only
};

/// sampling/createMessage. Deprecated in 2026-07-28; answered by hand, off unless the person turned it on.
struct SamplingRequest {
    struct Part {
        QByteArray role = {}; ///< user, assistant
        QByteArray type = {}; ///< text, image, audio, tool_use, tool_result
        QString text = {};
        QByteArray data = {}; ///< decoded
        QByteArray mimeType = {};
        json::Value raw = nullptr;
    };
    QList<Part> messages = {}; ///< in order, one entry a content block
    QString systemPrompt = {};
    qint64 maxTokens = 0;
    QStringList modelHints = {};
    json::Value raw = nullptr;
};

struct SamplingAnswer {
    QString text = {};
    QString model = {}; ///< who answered: "a person" unless told otherwise
    QByteArray stopReason = "endTurn";
};

struct Root {
    QByteArray uri = {}; ///< file://
    QString name = {};
};

/// On whose behalf the server asks.
struct InputContext {
    QString connection = {}; ///< its id
    QString server = {}; ///< its name, cleaned
    QByteArray url = {};
    QString cause = {}; ///< "tools/call deploy"; empty when the server asks of its own accord
    /// Url mode of -32042 (legacy): no answer is sent; after an Accept the cause waits until the server says
    /// that it is done, or the person does.
    bool isAwaited = false;
};

/// Asks the person, or applies defaults. Implemented by the window, the command line and tests. An operation
/// that ends with an error refuses: the server is told so in its era's way. Cancelling it takes the question
/// away.
class InputHandler {
public:
    virtual ~InputHandler() = default;
    virtual base::ResultOperation<ElicitationAnswer> *elicit(
        const Elicitation &elicitation, const InputContext &context, QObject *parent)
        = 0;
    virtual base::ResultOperation<SamplingAnswer> *sample(
        const SamplingRequest &request, const InputContext &context, QObject *parent)
        = 0;
    virtual base::ResultOperation<QList<Root>> *roots(const InputContext &context, QObject *parent) = 0;
    /// notifications/elicitation/complete (legacy, url mode): what was opened in the browser is done.
    virtual void elicitationCompleted(const QByteArray &elicitationId) = 0;
};

/// Which of these are announced to the server. All need an InputHandler.
struct InputFeatures {
    bool elicitation = true; ///< both modes
    bool sampling = false;
    bool roots = false;
};

/// Pure readers. Errors: OA-301 with the clause.
base::Result<Elicitation> readElicitation(const json::Object &params);
base::Result<SamplingRequest> readSamplingRequest(const json::Object &params);

/// The content an unattended client may send: every default; nothing when a required field has none. Pure.
std::optional<json::Object> defaultContent(const json::Value &schema);
/// Why `content` may not be sent for `schema`; empty when it may. One sentence a field.
QStringList contentProblems(const json::Value &schema, const json::Object &content);

} // namespace authscope::mcp
