"""Common given names, and who bears them.

The common ones suffice: a rare one costs one wrong tag, where a word that is no name would cost a right one.
"""

from __future__ import annotations

from pipeline.tag.familiar import words_of

WOMEN = words_of(
    """
    Alexa Alice Amanda Amy Angela Anita Ann Anna Anne Barbara Beth Betty Brenda Carol Caroline Catherine Chloe
    Christina Christine Cindy Claire Cristina Daniela Deborah Denise Diana Diane Donna Dorothy Elaine Elena
    Elizabeth Ella Ellen Emily Emma Erica Erin Eva Frances Gemma Gina Ginni Gloria Grace Gwen Gwynne Hannah
    Heather Helen Hilary Hillary Irene Isabel Ivy Jane Janet Jenna Jennifer Jenny Jessica Jill Joan Joanna
    Joanne Joy Joyce Judith Judy Julia Julie Kamala Karen Karin Kate Katherine Kathleen Kathy Katie Kimberly
    Kirsten Kristen Laura Lauren Leah Lena Lila Linda Lisa Liz Lori Lorraine Louise Lucy Lynn Maggie Marcia
    Margaret Maria Marie Marilyn Marissa Martha Mary Maureen Maxine Megan Melissa Meredith Mia Michelle Mira
    Miranda Molly Monica Monique Nadia Nancy Naomi Natalie Nicole Nina Nora Olga Olivia Pam Pamela Patricia
    Paula Penny Priya Rachel Rebecca Rosa Rose Ruth Safra Sally Samantha Sandra Sara Sarah Sharon Sheila Sheryl
    Shirley Sofia Sonia Sonya Sophia Sophie Stella Stephanie Sue Susan Suzanne Sylvia Tanya Tara Teresa Theresa
    Tina Tracy Ursula Valerie Vanessa Vera Veronica Victoria Virginia Vivian Wendy Yasmin Yvonne Zendaya Zoe
    """
)
MEN = words_of(
    """
    Aaron Adam Alan Albert Alexander Andrew Andy Anthony Antonio Arthur Ben Benjamin Bernard Bernie Bill Billy
    Bob Bobby Brad Brandon Brendan Brian Bruce Bryan Carl Carlos Charles Charlie Christian Christopher Claude
    Craig Dan Daniel Danny Darren Dave David Dean Dennis Derek Devin Don Donald Donovan Doug Douglas Duncan
    Dylan Earl Eddie Edward Eric Erik Ernie Ethan Eugene Evan Felix Francis Frank Fred Gary Gavin Geoff George
    Gerald Gilbert Glen Glenn Gordon Greg Gregory Harold Harry Harvey Henry Howard Hugh Hugo Ian Isaac Ivan Jack
    Jacob James Jared Jason Jeff Jeffrey Jeremy Jerry Jim Jimmy Joe Joel John Johnny Jon Jonathan Jose Joseph
    Josh Joshua Juan Julian Julius Justin Karl Keith Ken Kenneth Kevin Kurt Kyle Lance Larry Lawrence Leo Leon
    Leonard Lloyd Louis Lucas Luis Luke Malcolm Marc Marco Marcus Mario Mark Martin Marvin Matt Matthew Michael
    Miguel Mike Mitchell Nathan Neil Nicholas Nick Nigel Noah Norman Oliver Oscar Owen Patrick Paul Pedro Peter
    Phil Philip Phillip Preston Quentin Raj Ralph Ramon Randy Ray Raymond Reginald Richard Rick Rob Robert
    Roberto Rodney Roger Ron Ronald Roy Ruben Russell Ryan Sam Samuel Scott Sean Sebastian Seth Simon Spencer
    Stan Stanley Stefan Stephen Steve Steven Stewart Stuart Ted Theodore Thomas Tim Timothy Todd Tom Tommy Tony
    Trevor Tristan Tyler Victor Vince Vincent Walter Warren Wayne Wesley William Xavier Zachary
    """
)
EITHER = words_of(
    """
    Alex Andrea Chris Jackie Jamie Jay Jean Jordan Kelly Kim Kimi Lee Leslie Morgan Terry
    """
)
GIVEN = WOMEN | MEN | EITHER
# Whatever word follows: "Grace Hopper" is a chip as well.
SURELY_GIVEN = GIVEN - words_of("Grace Joy")
