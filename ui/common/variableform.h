// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"
#include "ui/common/widgets.h"

class QGridLayout;

namespace authscope::ui {

class CompletingEdit;

/// Texts by name, each with the server's suggestions: the variables of a resource template, the arguments of
/// a prompt.
class VariableForm : public QWidget {
    Q_OBJECT

public:
    struct Variable {
        QByteArray name = {};
        QString label = {}; ///< foreign; empty: the name
        QString hint = {}; ///< foreign
        bool isRequired = false;

        bool operator==(const Variable &) const = default;
    };
    /// Makes the question for one variable, not started; `earlier` are the other texts filled in so far.
    using Asker = std::function<mcp::Complete *(
        const QByteArray &variable, const QString &typed, const json::Object &earlier, QObject *parent)>;

    VariableForm();

    /// What is typed stays in the fields of the same name.
    void setVariables(const QList<Variable> &variables);
    void setAsker(Asker asker); ///< null: the server offers no completion
    void clearValues();
    json::Object values() const; ///< those filled in, in the order of the fields
    QStringList problems() const; ///< required ones that are empty
    void showProblems(); ///< beside the fields; the first gets the focus
    void focusFirst();

Q_SIGNALS:
    void edited();
    void submitted(); ///< Enter in a field

private:
    struct Line {
        Variable variable;
        CompletingEdit *edit;
        Label *hint;
    };
    void addLine(const Variable &variable);
    void applyAsker(const Line &line);
    void lineEdited(CompletingEdit *edit);
    void showHint(const Line &line, const QString &told = {});

    QList<Line> m_lines;
    Asker m_asker;
    QGridLayout *m_grid;
};

} // namespace authscope::ui
