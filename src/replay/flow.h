// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <chrono>

/// Calls kept in files, and whether they still do what they did. The format is described by
/// resources/replay/saved-call.schema.json, which every file is checked against.
namespace authscope::replay {

enum class Outcome { Ok, ToolError, ProtocolError, Challenge, Error };
QByteArray outcomeWord(Outcome outcome); ///< "toolError", as in the file

/// What one part of a result must be.
struct ValueExpectation {
    enum class Kind { Equals, Matches, Exists };
    QByteArray at = {}; ///< RFC 6901, within the result
    Kind kind = Kind::Equals;
    json::Value value = nullptr; ///< of Equals
    QString pattern = {}; ///< of Matches
    bool exists = true; ///< of Exists
};

struct Expectations {
    Outcome outcome = Outcome::Ok;
    QString error = {}; ///< "OA-286"; empty: any
    std::optional<qint64> code = {}; ///< JSON-RPC
    std::optional<int> status = {}; ///< HTTP
    std::optional<bool> matchesOutputSchema = {};
    std::optional<json::Value> schema = {};
    QList<ValueExpectation> values = {};
    QStringList text = {};
    std::optional<std::chrono::milliseconds> within = {};
    std::optional<bool> isRenewed = {};
};

struct Step {
    enum class Kind { Call, SignIn, ExpireToken, Refresh };
    QString id = {};
    QString name = {};
    Kind kind = Kind::Call;
    QString tool = {};
    json::Object arguments = {};
    bool followsChallenges = false;
    QList<QByteArray> scopes = {}; ///< of SignIn
    Expectations expect = {};
};
QString stepTitle(const Step &step); ///< its name, else what it does; foreign words

struct Flow {
    QString name = {};
    QString about = {};
    QByteArray server = {};
    QString connection = {};
    json::Object variables = {};
    QList<Step> steps = {};
};

QByteArray formatSchema(); ///< the JSON Schema of such a file

constexpr qsizetype maxFlowBytes = 1 << 20;

/// `file` names it in errors. OA-013 no JSON, OA-114, OA-118, OA-500 with the place and what is wrong there,
/// OA-501 when something refers to what is not there or comes later.
base::Result<Flow> readFlow(QByteArrayView text, const QString &file);
/// A regular file of at most maxFlowBytes. OA-020 when it cannot be read.
base::Result<Flow> readFlowFile(const QString &path);
/// Always the same members in the same order, so that differences in Git are those that matter.
QByteArray writeFlow(const Flow &flow);
/// A name for a file, with nothing in it that leads elsewhere: "create_board.call.json".
QString fileNameFor(const QString &tool);

} // namespace authscope::replay
