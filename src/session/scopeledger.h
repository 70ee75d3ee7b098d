// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "store/records.h"

namespace authscope::session {

/// Which tool needs which scope, as far as anybody said: the tools themselves, the server when it refused a
/// call, and what is held. The server alone decides; this is what it has told so far.
class ScopeMatrix {
public:
    enum Use {
        Declared = 1, ///< in the tool's securitySchemes
        Learned401 = 2, ///< asked for by a challenge with status 401
        Learned403 = 4, ///< and with 403
        LearnedInResult = 8, ///< and in a result
        Learned = Learned401 | Learned403 | LearnedInResult,
    };
    struct Cell {
        int column = 0;
        int uses = 0; ///< Use, added up
    };
    struct Column {
        QByteArray scope = {};
        bool isHeld = false;
        bool isOfSignIn = false; ///< openid, profile …: used by the sign-in itself
        int neededBy = 0; ///< tools
        QString meaning = {}; ///< in the server's words

        bool isOverAsked() const { return isHeld && neededBy == 0 && !isOfSignIn; }
        bool isMissing() const { return !isHeld && neededBy > 0; }
    };
    struct Row {
        QString tool = {};
        bool isListed = true; ///< else a call of it was refused once, and it is gone
        bool isPublic = false;
        bool saysNothing = false; ///< no securitySchemes: the server's default
        QList<Cell> cells = {}; ///< by column; only those that are needed
        QList<QByteArray> missing = {};
    };

    /// Needed scopes first, in the order of the tools, then those that are only held.
    static ScopeMatrix build(const QList<mcp::Tool> &tools, const QList<store::LearnedScope> &learned,
        const QList<QByteArray> &held);

    const QList<Row> &rows() const { return m_rows; }
    const QList<Column> &columns() const { return m_columns; }
    int uses(qsizetype row, qsizetype column) const; ///< 0: not needed
    QList<QByteArray> overAsked() const;
    QList<QByteArray> missing() const;

private:
    QList<Row> m_rows;
    QList<Column> m_columns;
};

/// What a call of this tool needs and `held` lacks: declared or learned. Nothing for a tool that also runs
/// without a sign-in, as long as no call of it was refused.
QList<QByteArray> missingScopes(
    const mcp::Tool &tool, const QList<store::LearnedScope> &learned, const QList<QByteArray> &held);

/// "declared", "asked for (403)", with what is held: one word for people and exports.
QString useWords(int uses);
/// Cells that a spreadsheet would take for a formula are kept from it (T173).
QString csvCell(const QString &text);
QString matrixCsv(const ScopeMatrix &matrix);
QString matrixMarkdown(const ScopeMatrix &matrix);

} // namespace authscope::session
